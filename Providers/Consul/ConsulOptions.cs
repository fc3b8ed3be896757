using System.ComponentModel.DataAnnotations;

namespace Storehouse.Consul;

/// <summary>How Consul is reached, and how patient its callers are.</summary>
public sealed class ConsulOptions : IValidatableObject
{
    /// <summary>
    /// Address of a Consul agent: scheme, host and port. Default: <c>http://127.0.0.1:8500</c>, the agent on
    /// the same machine.
    /// </summary>
    [Required]
    public Uri Address { get; set; } = new("http://127.0.0.1:8500");

    /// <summary>
    /// ACL token; it needs <c>key_prefix … write</c> on the cluster's keys. Default: null, the agent's
    /// default token. Not together with <see cref="TokenFile"/>.
    /// </summary>
    public string? Token { get; set; }

    /// <summary>
    /// File that holds the ACL token, read again for each request, so that a token may be changed while
    /// running. Default: null.
    /// </summary>
    public string? TokenFile { get; set; }

    /// <summary>Datacenter asked. Default: null, the agent's own.</summary>
    public string? Datacenter { get; set; }

    /// <summary>Namespace asked (Consul Enterprise). Default: null, that of the token.</summary>
    public string? Namespace { get; set; }

    /// <summary>
    /// Folder of the key-value store that holds <c>orleans/&lt;ClusterId&gt;/</c>. Default: null, the root.
    /// </summary>
    [RegularExpression(
        @"(?!\.{1,2}(/|$))[^/]+(/(?!\.{1,2}(/|$))[^/]+)*",
        ErrorMessage = "It is a path such as a/b: no slash at either end, no empty part, no part of dots.")]
    public string? KvRootFolder { get; set; }

    /// <summary>
    /// PEM file with the certificates of the authorities that may have signed the agent's certificate; with
    /// it, only those are trusted. Default: null, those of the system.
    /// </summary>
    public string? CaFile { get; set; }

    /// <summary>PEM file with the certificate to show to the agent. Default: null, none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>
    /// PEM file with the key of <see cref="CertificateFile"/>. Default: null, in the same file.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// From sending one request to having its whole answer. A request without an answer by then may still
    /// have been carried out. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a request is tried again after faults that may pass: no connection, no answer, no leader,
    /// 429, 5xx. No attempt begins later than this after the first. Zero: one attempt. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan RetryWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Pause before the second attempt; doubled for each more, and each a random part of it, from half to
    /// all. Default: 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two attempts. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long a client's question for the next change of the cluster stays open. Longer spares requests;
    /// shorter notices a silently broken connection earlier. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan WatchWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often a client looks at its list of gateways, which is kept current in memory. Sets
    /// <c>GatewayOptions.GatewayListRefreshPeriod</c>. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan GatewayRefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Clean-up also takes off silos that never finished starting or stopping, when nothing was heard of them
    /// for as long: every state but Active, as Orleans' own tables do. Default: false, only the dead.
    /// </summary>
    public bool CleansUnfinished { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Address.IsAbsoluteUri
            || Address.Scheme is not ("http" or "https") || Address.PathAndQuery != "/")
        {
            yield return new("It is http:// or https://, a host and a port.", [nameof(Address)]);
        }

        if (Token is not null && TokenFile is not null)
        {
            yield return new("Either Token or TokenFile.", [nameof(TokenFile)]);
        }

        if (KeyFile is not null && CertificateFile is null)
        {
            yield return new("A key belongs to a CertificateFile.", [nameof(KeyFile)]);
        }

        foreach (var (key, path) in Files())
        {
            if (path is not null && !File.Exists(path))
            {
                yield return new($"'{path}' does not exist.", [key]);
            }
        }
    }

    private IEnumerable<(string Key, string? Path)> Files() =>
    [
        (nameof(TokenFile), TokenFile), (nameof(CaFile), CaFile),
        (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile),
    ];
}
