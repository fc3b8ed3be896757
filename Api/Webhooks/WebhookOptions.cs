using System.ComponentModel.DataAnnotations;

namespace Storehouse.Webhooks;

/// <summary>How events are delivered to webhooks.</summary>
public sealed class WebhookOptions : IValidatableObject
{
    public const string Section = "Storehouse:Webhooks";

    /// <summary>Webhooks there may be. Default: 100.</summary>
    [Range(0, 10_000)]
    public int WebhooksMax { get; set; } = 100;

    /// <summary>Whether receivers may be reached without TLS. Default: false.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Networks in CIDR form, such as 10.1.0.0/16, whose addresses may be connected to although they are not
    /// of the public internet. Default: none.
    /// </summary>
    public string[] AllowedNetworks { get; set; } = [];

    /// <summary>Longest an attempt may take until the head of the answer is there. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest a connection may take to come about. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts at the same time for one webhook, of different orders and SKUs. Default: 8.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 8;

    /// <summary>
    /// Pauses before the second attempt, the third, and so on; after the last one an event is given up.
    /// Default: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: three days.
    /// </summary>
    public TimeSpan[] RetryPauses { get; set; } = [];

    /// <summary>
    /// Failures in a row after which a webhook rests as a whole, with one attempt after each rest. Default: 5.
    /// </summary>
    [Range(1, 1_000)]
    public int RestAfter { get; set; } = 5;

    /// <summary>First rest; doubled up to RestMax while failures go on. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan Rest { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest rest. Default: 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RestMax { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest that a receiver's <c>Retry-After</c> is heeded. Default: 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan RetryAfterMax { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// Events of a webhook that may wait for another attempt or behind one that does; at so many it reads no
    /// further until some are delivered. Default: 10,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int WaitingMax { get; set; } = 10_000;

    /// <summary>Attempts of each webhook that the log keeps. Default: 10,000.</summary>
    [Range(1, 10_000_000)]
    public int AttemptsKept { get; set; } = 10_000;

    /// <summary>Time that a replaced secret signs beside the new one, unless told. Default: 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan SecretOverlap { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a webhook stays with the process that delivers for it and is not heard of; another one goes on
    /// after at most a quarter more. Default: 20 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>First pause after a fault of storage; doubled up to 30 s while it lasts. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan FaultPause { get; set; } = TimeSpan.FromSeconds(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AllowedNetworks.FirstOrDefault(text => !System.Net.IPNetwork.TryParse(text, out _)) is { } bad)
        {
            yield return new($"'{bad}' is not a network such as 10.1.0.0/16.", [nameof(AllowedNetworks)]);
        }

        if (RetryPauses.Any(pause => pause <= TimeSpan.Zero || pause > TimeSpan.FromDays(7)))
        {
            yield return new("Each pause is more than 0 and at most 7 days.", [nameof(RetryPauses)]);
        }
    }
}
