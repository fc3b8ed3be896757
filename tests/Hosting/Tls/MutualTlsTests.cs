using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Tls;

namespace Storehouse.Tests.Hosting.Tls;

public sealed class MutualTlsTests(TlsCluster cluster) : IClassFixture<TlsCluster>
{
    private const int Refused = 5111;
    private readonly Authority _authority = cluster.Authority;
    private readonly SecuredSilo _silo = cluster.Silo;

    [Theory]
    [InlineData(TlsCluster.ClientName, TlsVersion.Tls12)]
    [InlineData(TlsCluster.ClientUri, TlsVersion.Tls13)]
    public async Task Call_FromAnAllowedClient_IsAnsweredByAClusterOfTwo(string name, TlsVersion oldest)
    {
        using var files = new TlsFolder(_authority.Issue(name), _authority);
        var options = files.Options;
        options.MinimumProtocol = oldest;
        Assert.Equal(
            [SiloStatus.Active, SiloStatus.Active], await _silo.AskAsClient(options).WaitAsync(Bound));
    }

    [Fact]
    public async Task Calls_OfAllSizesAtOnce_ComeBackWhole()
    {
        using var files = new TlsFolder(_authority.Issue(TlsCluster.ClientName), _authority);
        using var client = await _silo.Connect(files.Options);
        var grains = client.Services.GetRequiredService<IGrainFactory>();
        var calls = Enumerable.Range(0, 100).Select(async number =>
        {
            var sent = RandomNumberGenerator.GetBytes(number * number * 40);
            var received = await grains.GetGrain<IEchoGrain>(number).Echo(sent);
            Assert.Equal(sent, received);
        });
        await Task.WhenAll(calls).WaitAsync(Bound);
        await client.StopAsync().WaitAsync(Bound);
    }

    [Fact]
    public async Task Call_SignedByAnIntermediate_IsAnswered()
    {
        var below = new Authority("below", _authority);
        using var files = new TlsFolder(below.Issue(TlsCluster.ClientName), _authority);
        File.AppendAllText(files.Options.CertificateFile!, "\n" + below.Pem);
        Assert.Equal(2, (await _silo.AskAsClient(files.Options).WaitAsync(Bound)).Count);
    }

    [Fact]
    public Task Connect_WithACertificateForServersOnly_IsRefused() => IsRefused(
        _authority.Issue(TlsCluster.ClientName, usages: Authority.ServerUsage), "NotValidForUsage");

    [Fact]
    public Task Connect_SignedByAnother_IsRefused() =>
        IsRefused(new Authority("another").Issue(TlsCluster.ClientName), "not believed (");

    [Fact]
    public Task Connect_Expired_IsRefused() => IsRefused(
        _authority.Issue(TlsCluster.ClientName, endsIn: TimeSpan.FromMinutes(-1)),
        "not believed (NotTimeValid)");

    [Fact]
    public Task Connect_WithoutCertificate_IsRefused() => IsRefused(null, "it showed no certificate");

    [Fact]
    public Task Connect_OfAnotherName_IsRefused() => IsRefused(
        _authority.Issue("somebody-else"), $"carries none of the names {TlsCluster.ClientName}");

    [Fact]
    public async Task Connect_AsASiloWithTheNameOfAClient_IsRefused()
    {
        var before = _silo.Lines.Count(Refused, "FromSilo");
        await Peer.IsSentAway(_silo.SiloPort, _authority.Issue(TlsCluster.ClientName));
        await Eventually.True(() => _silo.Lines.Count(Refused, "FromSilo") == before + 1);
        Assert.True(_silo.Lines.Count(Refused, $"none of the names {TlsCluster.SiloName}") > 0);
    }

    [Fact]
    public async Task Connect_SpeakingNoTls_IsRefused()
    {
        var before = _silo.Lines.Count(Refused);
        await Peer.IsSentAwayAfter(_silo.GatewayPort, "GET / HTTP/1.1\r\nHost: silo\r\n\r\n"u8.ToArray());
        await Eventually.True(() => _silo.Lines.Count(Refused) == before + 1);
    }

    [Fact]
    public async Task Connect_SayingNothing_IsRefusedAfterItsBound()
    {
        var before = _silo.Lines.Count(Refused, "took longer than 00:00:02");
        await Peer.IsSentAwayAfter(_silo.GatewayPort, []);
        await Eventually.True(() => _silo.Lines.Count(Refused, "took longer than 00:00:02") == before + 1);
    }

    [Fact]
    public async Task Client_WithoutTls_DoesNotConnect()
    {
        var before = _silo.Lines.Count(Refused);
        await Assert.ThrowsAnyAsync<Exception>(() => _silo.Connect(new TlsOptions()));
        Assert.True(_silo.Lines.Count(Refused) > before);
    }

    [Theory]
    [InlineData("another-silo", true, "none of the names another-silo")]
    [InlineData(TlsCluster.SiloName, false, "not believed (")]
    public async Task Client_ThatDoesNotBelieveTheSilo_DoesNotConnect(string name, bool same, string reason)
    {
        using var files = new TlsFolder(
            _authority.Issue(TlsCluster.ClientName), same ? _authority : new Authority("another"));
        var options = files.Options;
        options.ServerName = name;
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => _silo.Connect(options));
        var cause = Causes(fault).OfType<AuthenticationException>().FirstOrDefault();
        Assert.Contains(reason, cause?.Message ?? fault.ToString(), StringComparison.Ordinal);
    }

    private static TimeSpan Bound => TimeSpan.FromSeconds(30);

    private static IEnumerable<Exception> Causes(Exception fault)
    {
        for (var cause = fault; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private async Task IsRefused(X509Certificate2? certificate, string reason)
    {
        var before = _silo.Lines.Count(Refused, reason);
        await Peer.IsSentAway(_silo.GatewayPort, certificate);
        await Eventually.True(() => _silo.Lines.Count(Refused, reason) > before);
        Assert.Equal(before + 1, _silo.Lines.Count(Refused, reason));
    }
}
