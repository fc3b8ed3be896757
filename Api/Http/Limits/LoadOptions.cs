using System.ComponentModel.DataAnnotations;

namespace Storehouse.Http.Limits;

/// <summary>
/// How many requests a process works on at once; more are answered 503 at once, before anything is done about them.
/// The bound moves between the two given here: down while most answers come late, up while they do not and it is
/// reached.
/// </summary>
public sealed class LoadOptions : IValidatableObject
{
    public const string Section = "Storehouse:Load";

    /// <summary>Most requests at work at once, live feeds not counted. Default: 4,096.</summary>
    [Range(1, 1_000_000)]
    public int InFlightMax { get; set; } = 4_096;

    /// <summary>So many are always worked on. Default: 256.</summary>
    [Range(1, 1_000_000)]
    public int InFlightMin { get; set; } = 256;

    /// <summary>An answer that takes longer is late. Default: 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LateAfter { get; set; } = TimeSpan.FromSeconds(2);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        InFlightMin > InFlightMax
            ? [new ValidationResult("More than InFlightMax.", [nameof(InFlightMin)])]
            : [];
}
