using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Storehouse.Clustering;

/// <summary>Where a silo of a cluster is reached, and how soon a dead one is left out.</summary>
public sealed class SiloOptions : IValidatableObject
{
    public const string Section = "Storehouse:Silo";

    /// <summary>Port for other silos. Default: 11111.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 11_111;

    /// <summary>Port for clients. Default: 30000.</summary>
    [Range(1, 65535)]
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>
    /// IP address under which silos and clients reach this silo. Default: the first address of the machine that is
    /// not loopback.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>
    /// How long another silo's answer to a probe may take at first, before there are times to judge by; also
    /// the time between probes. Default: 1.5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1.5);

    /// <summary>
    /// Longest an answer to a probe may take, however slow answers have been of late. A silo of which anything
    /// was heard within this times MissedProbesMax is not held for dead. Default: 2 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan ProbeTimeoutMax { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Probes in a row without an answer that make a silo suspect. Default: 3.</summary>
    [Range(1, 20)]
    public int MissedProbesMax { get; set; } = 3;

    /// <summary>Silos that must suspect one before it is declared dead (fewer in small clusters). Default: 2.</summary>
    [Range(1, 10)]
    public int VotesForDeath { get; set; } = 2;

    /// <summary>
    /// How often a silo reads the list of members when nobody tells it of a change. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan MembershipRefresh { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long entries of dead silos are kept in the list of members. Default: 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan DeadSilosKept { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Time between two looks at whether grains should move, such as to a silo that has just joined.
    /// Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:02", "01:00:00")]
    public TimeSpan RebalanceInterval { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AdvertisedAddress is not null
            && (!IPAddress.TryParse(AdvertisedAddress, out var address)
                || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            yield return new("It is an IP address that others can reach.", [nameof(AdvertisedAddress)]);
        }

        if (ProbeTimeoutMax < ProbeTimeout)
        {
            yield return new("It is at least ProbeTimeout.", [nameof(ProbeTimeoutMax)]);
        }

        if (Port == GatewayPort)
        {
            yield return new("It is another port than Port.", [nameof(GatewayPort)]);
        }
    }
}
