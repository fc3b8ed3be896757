using System.Security.Cryptography.X509Certificates;
using Storehouse.Tls;

namespace Storehouse.Tests.Hosting.Tls;

/// <summary>The three files of one process.</summary>
internal sealed class TlsFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("storehouse-tls-").FullName;

    public TlsFolder(X509Certificate2 certificate, params IEnumerable<Authority> believed) =>
        Write(certificate, believed);

    public TlsOptions Options => new()
    {
        CertificateFile = In("tls.crt"),
        KeyFile = In("tls.key"),
        CaFile = In("ca.crt"),
        ReloadInterval = TimeSpan.Zero,
        HandshakeTimeout = TimeSpan.FromSeconds(2),
    };

    public void Write(X509Certificate2 certificate, params IEnumerable<Authority> believed)
    {
        File.WriteAllText(In("ca.crt"), string.Join('\n', believed.Select(authority => authority.Pem)));
        File.WriteAllText(In("tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(In("tls.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private string In(string file) => Path.Combine(_path, file);
}
