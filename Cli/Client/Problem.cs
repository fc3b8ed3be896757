using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Cli.Client;

/// <summary>A problem document (RFC 9457) with the members this API adds to it.</summary>
public sealed record Problem
{
    public string? Type { get; init; }

    public string? Title { get; init; }

    public string? Detail { get; init; }

    /// <summary>Stable, for machines: <c>out_of_stock</c>.</summary>
    public string? Code { get; init; }

    public string? TraceId { get; init; }

    public IReadOnlyList<ProblemError>? Errors { get; init; }

    /// <summary>Lines that lacked stock (<c>out_of_stock</c>).</summary>
    public IReadOnlyList<Shortage>? Lines { get; init; }

    /// <summary>The order that was rejected (<c>out_of_stock</c>).</summary>
    public string? OrderId { get; init; }

    /// <summary>What may be done instead (<c>illegal_transition</c>).</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Units there are (<c>insufficient_stock</c>).</summary>
    public long? Available { get; init; }

    /// <summary>Units truly on hand (<c>on_hand_mismatch</c>).</summary>
    public long? OnHand { get; init; }

    /// <summary>The version now (<c>version_mismatch</c>): a number, or an entity tag.</summary>
    public JsonElement? CurrentVersion { get; init; }
}

/// <summary>One fault of the input.</summary>
/// <param name="Place">Where in the body, as a JSON pointer (RFC 6901); null for a parameter.</param>
/// <param name="Parameter">Name of the query, path or header parameter at fault.</param>
public sealed record ProblemError(
    [property: JsonPropertyName("pointer")] string? Place, string? Parameter, string? Code, string? Detail);
