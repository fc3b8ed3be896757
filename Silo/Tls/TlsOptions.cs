using System.ComponentModel.DataAnnotations;

namespace Storehouse.Tls;

/// <summary>Oldest protocol that is spoken.</summary>
public enum TlsVersion
{
    Tls12,
    Tls13,
}

/// <summary>
/// Mutual TLS between silos and from clients: both ends show a certificate. Off until the three files are
/// set, and then every process of the cluster needs them. The files are read again when they change.
/// </summary>
public sealed class TlsOptions : IValidatableObject
{
    public const string Section = "Storehouse:Tls";

    /// <summary>
    /// PEM file with this process' certificate, and after it the intermediate ones up to the root. Its
    /// extended key usage, if it has any, includes client authentication, and for a silo server
    /// authentication too. Default: null.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the private key of the certificate, not encrypted. Default: null.</summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// PEM file with the only roots whose certificates are believed, several while one takes over from
    /// another; the machine's own roots count for nothing. Default: null.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>
    /// DNS name or URI that the certificate of every silo carries as a subject alternative name: silos are
    /// reached by IP address, so this name is what tells a silo from a client. Default:
    /// <c>storehouse-silo</c>.
    /// </summary>
    [Required]
    public string ServerName { get; set; } = "storehouse-silo";

    /// <summary>
    /// DNS names or URIs (such as <c>spiffe://…</c>) of which the certificate of a client has to carry one.
    /// Default: null, every certificate that the roots signed.
    /// </summary>
    public string[]? AllowedNames { get; set; }

    /// <summary>Oldest protocol that is spoken: Tls12 or Tls13. Default: Tls12.</summary>
    public TlsVersion MinimumProtocol { get; set; } = TlsVersion.Tls12;

    /// <summary>
    /// Ask the issuer whether a certificate was revoked; while it does not answer, nobody connects.
    /// Default: false.
    /// </summary>
    public bool CheckRevocation { get; set; }

    /// <summary>Longest a handshake may take. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old the last look at the files may be when somebody connects; open connections keep what they were
    /// opened with. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>True when the files are set.</summary>
    public bool IsEnabled() => CertificateFile is not null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, string? Value)[] files =
        [
            (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile), (nameof(CaFile), CaFile),
        ];
        if (files.Any(file => file.Value is not null))
        {
            foreach (var (name, _) in files.Where(file => string.IsNullOrWhiteSpace(file.Value)))
            {
                yield return new("It is missing; the other files are of no use alone.", [name]);
            }
        }

        if (AllowedNames is { Length: 0 })
        {
            yield return new("An empty list lets nobody in.", [nameof(AllowedNames)]);
        }
    }
}
