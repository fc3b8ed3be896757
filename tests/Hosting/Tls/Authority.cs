using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Storehouse.Tests.Hosting.Tls;

/// <summary>Issues the certificates of a test.</summary>
internal sealed class Authority
{
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";
    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);
    private readonly X509Certificate2 _certificate;

    /// <param name="above">Who signs it; null = nobody, it is a root.</param>
    public Authority(string name, Authority? above = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = DateTimeOffset.UtcNow;
        DateTimeOffset from = above?._certificate.NotBefore ?? now - (2 * Validity);
        DateTimeOffset until = above?._certificate.NotAfter ?? now + (2 * Validity);
        if (above is null)
        {
            _certificate = request.CreateSelfSigned(from, until);
            return;
        }

        using var issued = request.Create(
            above._certificate, from, until, RandomNumberGenerator.GetBytes(16));
        _certificate = issued.CopyWithPrivateKey(key);
    }

    public string Pem => _certificate.ExportCertificatePem();

    /// <summary>For the given DNS name, or URI when it has a scheme.</summary>
    /// <param name="endsIn">Until the end of its validity; negative = that has passed.</param>
    /// <param name="usages">What it may be used for; none = everything that TLS needs.</param>
    public X509Certificate2 Issue(string name, TimeSpan? endsIn = null, params IEnumerable<string> usages)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (name.Contains("://", StringComparison.Ordinal))
        {
            names.AddUri(new Uri(name));
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [.. (usages.Any() ? usages : [ServerUsage, ClientUsage]).Select(usage => new Oid(usage))],
            critical: false));
        var end = DateTimeOffset.UtcNow + (endsIn ?? Validity);
        using var issued = request.Create(
            _certificate, end - Validity, end, RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
