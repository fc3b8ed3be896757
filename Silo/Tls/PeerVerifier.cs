using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Storehouse.Tls;

/// <summary>Decides about the certificate of one peer, and keeps the reason of a refusal.</summary>
/// <param name="names">Names of which it carries one; null = any.</param>
internal sealed class PeerVerifier(IReadOnlyCollection<string>? names)
{
    /// <summary>Why the peer was refused; null while it was not.</summary>
    public string? Refusal { get; private set; }

    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = Examine(certificate as X509Certificate2, chain, errors);
        return Refusal is null;
    }

    private string? Examine(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "it showed no certificate";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || chain is null)
        {
            var faults = chain?.ChainStatus.Select(status => status.Status.ToString()) ?? [];
            return $"its certificate is not believed ({string.Join(", ", faults.Distinct())})";
        }

        return names is null || CertificateNames.CarriesOneOf(certificate, names)
            ? null
            : $"its certificate carries none of the names {string.Join(", ", names)}";
    }
}
