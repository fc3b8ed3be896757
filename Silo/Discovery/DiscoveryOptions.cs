using System.ComponentModel.DataAnnotations;

namespace Storehouse.Discovery;

/// <summary>Where a process makes itself known.</summary>
public enum DiscoveryKind
{
    None,

    /// <summary>
    /// As a service of a Consul agent, which asks for its health; the agent is that of Storehouse:Consul.
    /// </summary>
    Consul,

    /// <summary>As an instance in Netflix Eureka, which is told of its health.</summary>
    Eureka,
}

/// <summary>How a process makes itself known to those who route requests to it.</summary>
public sealed class DiscoveryOptions : IValidatableObject
{
    public const string Section = "Storehouse:Discovery";

    /// <summary>None, Consul or Eureka. Default: None.</summary>
    public DiscoveryKind Kind { get; set; }

    /// <summary>
    /// Name shared by all processes that do the same. Default: storehouse-silo or storehouse-api.
    /// </summary>
    [RegularExpression("[A-Za-z0-9-]{1,63}", ErrorMessage = "It is 1 to 63 letters, digits and hyphens.")]
    public string? ServiceName { get; set; }

    /// <summary>
    /// Name of this process alone; the same after a restart, so that the registration of a crashed
    /// predecessor is replaced. Default: ServiceName, machine and port, joined by hyphens.
    /// </summary>
    [RegularExpression("[A-Za-z0-9._:-]{1,200}",
        ErrorMessage = "It is 1 to 200 letters, digits, dots, underscores, colons and hyphens.")]
    public string? ServiceId { get; set; }

    /// <summary>
    /// Host name or IP address under which others reach this process. Default: that of the first of Urls,
    /// and when it is a wildcard, the first address of the machine that is not loopback.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>Port under which others reach this process. Default: that of the first of Urls.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>Path that answers 200 while the process can serve. Default: /health/ready.</summary>
    [RegularExpression("/.*", ErrorMessage = "It begins with a slash.")]
    [Required]
    public string HealthPath { get; set; } = "/health/ready";

    /// <summary>Time between two looks at the health. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan CheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest a look at the health may take. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a process is unhealthy before Consul takes it off, which a crashed one cannot do itself.
    /// Consul takes nothing below 1 minute, and looks every 30 s. Default: 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan DeregisterCriticalAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Time between two looks whether the Consul agent still knows this process; one that does not is told
    /// again. Default: 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan RegistrationCheckInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Words that those who route may filter by. Default: none.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>
    /// Pause after a failed request; doubled up to RetryPauseMax while it lasts. Default: 1 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause between two failed requests. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryPauseMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Longest a stop waits for this process to be taken off before the drain begins. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address is not null && Uri.CheckHostName(Address) == UriHostNameType.Unknown)
        {
            yield return new("It is a host name or an IP address.", [nameof(Address)]);
        }

        if (CheckTimeout > CheckInterval)
        {
            yield return new("It is at most CheckInterval.", [nameof(CheckTimeout)]);
        }

        if (RetryPause > RetryPauseMax)
        {
            yield return new("It is at least RetryPause.", [nameof(RetryPauseMax)]);
        }
    }
}
