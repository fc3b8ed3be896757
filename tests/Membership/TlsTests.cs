using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Storehouse.Consul;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>A server that speaks TLS and asks for a certificate.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("storehouse-tls-").FullName;
    private readonly int _port = ServerProcess.FreePort();
    private ConsulServer? _server;

    private Uri Address => new($"https://127.0.0.1:{_port}");

    public async ValueTask InitializeAsync()
    {
        using var authority = Authority("authority");
        using var stranger = Authority("stranger");
        Issue(authority, "server");
        Issue(authority, "client");
        Issue(stranger, "strange-client");
        _server = await ConsulServer.Start(new Dictionary<string, object>
        {
            ["ports"] = new Dictionary<string, int> { ["https"] = _port },
            ["verify_incoming_https"] = true,
            ["ca_file"] = Pem("authority"),
            ["cert_file"] = Pem("server"),
            ["key_file"] = Pem("server.key"),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Calls_CertificateOfTheAuthority_AreDone()
    {
        await using var table = await Table.Open(Address, Present("authority", "client"));
        await table.Insert(Table.Silo());
        Assert.Single((await table.Membership.ReadAll()).Members);
    }

    [Theory]
    [InlineData("authority", null)]
    [InlineData("authority", "strange-client")]
    [InlineData("stranger", "client")]
    [InlineData(null, "client")]
    public async Task Calls_OtherCertificateOrAuthority_AreRefused(string? authority, string? certificate)
    {
        await using var table = new Table(Address, Present(authority, certificate));
        await Assert.ThrowsAsync<HttpRequestException>(() => table.Membership.ReadAll());
    }

    private Action<ConsulOptions> Present(string? authority, string? certificate) => options =>
    {
        options.CaFile = authority is null ? null : Pem(authority);
        options.CertificateFile = certificate is null ? null : Pem(certificate);
        options.KeyFile = certificate is null ? null : Pem(certificate + ".key");
        options.RetryWithin = TimeSpan.Zero;
    };

    private string Pem(string name) => Path.Combine(_folder, name + ".pem");

    private X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Pem(name), certificate.ExportCertificatePem());
        return certificate;
    }

    private void Issue(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            authority, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1),
            RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Pem(name), certificate.ExportCertificatePem());
        File.WriteAllText(Pem(name + ".key"), key.ExportPkcs8PrivateKeyPem());
    }
}
