using System.ComponentModel.DataAnnotations;

namespace Storehouse.Discovery;

/// <summary>The Eureka server, when it is the one to make the process known to.</summary>
public sealed class EurekaOptions : IValidatableObject
{
    public const string Section = "Storehouse:Discovery:Eureka";

    /// <summary>
    /// Address of its REST API, such as <c>http://eureka:8761/eureka</c>; a user and a password in it are
    /// sent as basic authentication. Default: null, needed when Kind is Eureka.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// Time between two heartbeats. Eureka counts on 30 s when it judges whether it has lost the network
    /// itself. Default: 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RenewalInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an instance is listed after its last heartbeat; whole seconds. Default: 90 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:03", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Longest a request may take. Default: 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not null && (!Url.IsAbsoluteUri || Url.Scheme is not ("http" or "https")))
        {
            yield return new("It begins with http:// or https://.", [nameof(Url)]);
        }

        if (Lease <= RenewalInterval)
        {
            yield return new("It is longer than RenewalInterval.", [nameof(Lease)]);
        }
    }
}
