using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Storehouse.Tests.Operating.Tls;

/// <summary>A root, and one certificate of it that silos and front ends show each other, as files.</summary>
public sealed class Certificates : IDisposable
{
    private const string ServerName = "storehouse-silo";
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-certificates-");

    public Certificates()
    {
        var now = DateTimeOffset.UtcNow;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=root", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        using var authority = root.CreateSelfSigned(now - Validity, now + (2 * Validity));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=process", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServerName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new(ServerUsage), new(ClientUsage)], critical: false));
        using var issued = request.Create(
            authority, now - Validity, now + Validity, RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(In("ca.crt"), authority.ExportCertificatePem());
        File.WriteAllText(In("tls.crt"), issued.ExportCertificatePem());
        File.WriteAllText(In("tls.key"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>What tells a process to use them.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Storehouse__Tls__CertificateFile"] = In("tls.crt"),
        ["Storehouse__Tls__KeyFile"] = In("tls.key"),
        ["Storehouse__Tls__CaFile"] = In("ca.crt"),
    };

    public void Dispose() => _folder.Delete(recursive: true);

    private string In(string file) => Path.Combine(_folder.FullName, file);
}
