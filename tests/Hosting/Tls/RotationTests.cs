using Microsoft.Extensions.Hosting;
using Storehouse.Hosting;
using Storehouse.Tls;

namespace Storehouse.Tests.Hosting.Tls;

public sealed class RotationTests
{
    private const int InUse = 5101;
    private const int Unusable = 5102;
    private const int Refused = 5111;

    [Fact]
    public async Task Files_ChangedWhileRunning_CountForTheNextConnection()
    {
        var (old, next) = (new Authority("old"), new Authority("next"));
        using var files = new TlsFolder(old.Issue(TlsCluster.SiloName), old);
        await using var silo = await SecuredSilo.Start(files.Options);
        using var oldClient = new TlsFolder(old.Issue(TlsCluster.ClientName), old, next);
        using var nextClient = new TlsFolder(next.Issue(TlsCluster.ClientName), old, next);
        Assert.Single(await silo.AskAsClient(oldClient.Options));

        files.Write(next.Issue(TlsCluster.SiloName), next);

        Assert.Single(await silo.AskAsClient(nextClient.Options));
        await Peer.IsSentAway(silo.GatewayPort, old.Issue(TlsCluster.ClientName));
        await Eventually.True(() => silo.Lines.Count(Refused, "not believed") == 1);
        Assert.Equal(2, silo.Lines.Count(InUse));
    }

    [Fact]
    public async Task Files_HalfWritten_LeaveTheOldOnesInUse()
    {
        var authority = new Authority("only");
        using var files = new TlsFolder(authority.Issue(TlsCluster.SiloName), authority);
        await using var silo = await SecuredSilo.Start(files.Options);
        using var client = new TlsFolder(authority.Issue(TlsCluster.ClientName), authority);

        // The certificate is there, its key is not yet.
        File.WriteAllText(
            files.Options.CertificateFile!, authority.Issue(TlsCluster.SiloName).ExportCertificatePem());

        Assert.Single(await silo.AskAsClient(client.Options));
        Assert.Equal(1, silo.Lines.Count(Unusable));
        Assert.Equal(1, silo.Lines.Count(InUse));
    }

    [Theory]
    [InlineData("missing.pem", "Storehouse:Tls:KeyFile")]
    [InlineData("tls.crt", "Storehouse:Tls")]
    public void Start_UnusableFile_NamesTheKey(string key, string named)
    {
        var authority = new Authority("only");
        using var files = new TlsFolder(authority.Issue(TlsCluster.SiloName), authority);
        var options = files.Options;
        options.KeyFile = Path.Combine(Path.GetDirectoryName(options.KeyFile)!, key);
        var fault = Assert.Throws<StartupException>(() =>
            Host.CreateApplicationBuilder().UseOrleans(silo => silo.UseMutualTls(options)));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
