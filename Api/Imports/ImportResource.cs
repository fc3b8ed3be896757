using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Imports;

/// <summary>An import as the API shows it.</summary>
/// <param name="RowsTotal">Rows of the file; null until it has been read through once.</param>
/// <param name="Accepted">Orders or items booked.</param>
/// <param name="Rejected">Orders or items refused, at least in part; see the rejections.</param>
/// <param name="Skipped">Orders that an earlier import from the same source had booked.</param>
/// <param name="Adjustments">Rows that corrected stock.</param>
/// <param name="Returns">Rows that took goods back.</param>
/// <param name="UnmatchedReturns">Those of them that the customer's earlier orders did not cover in
/// full.</param>
/// <param name="Error">Why it failed.</param>
public sealed record ImportResource(
    string Id,
    ImportKind Kind,
    ImportStatus Status,
    long? RowsTotal,
    long RowsDone,
    long Accepted,
    long Rejected,
    long Skipped,
    long Adjustments,
    long Returns,
    long UnmatchedReturns,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Error)
{
    public static string PathOf(string id) => $"/api/v1/imports/{id}";

    /// <summary>An import whose file has just been taken in.</summary>
    internal static ImportResource OfNew(string id, ImportKind kind) => new(
        id, kind, ImportStatus.Running, null, 0, 0, 0, 0, 0, 0, 0, null, null, null);

    internal static ImportResource From(ImportRecord import) => new(
        import.Id,
        import.Kind,
        import.Status,
        import.RowsTotal,
        import.Progress.RowsDone,
        import.Progress.Accepted,
        import.Progress.Rejected,
        import.Progress.Skipped,
        import.Progress.Adjustments,
        import.Progress.Returns,
        import.Progress.UnmatchedReturns,
        import.StartedAt,
        import.FinishedAt,
        import.Error);
}

/// <summary>An order or item that an import refused.</summary>
/// <param name="OrderId">Of an orders file; absent when the row is too damaged to name it.</param>
/// <param name="Sku">Of an items file; absent when the row is too damaged to name it.</param>
/// <param name="Rows">Lines of the file that were not booked; a CSV's header is line 1.</param>
public sealed record RejectionResource(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sku,
    ImmutableArray<long> Rows,
    ImmutableArray<Reason> Reasons)
{
    internal static RejectionResource From(ImportKind kind, Rejection rejection) => new(
        kind == ImportKind.Orders ? rejection.Subject : null,
        kind == ImportKind.Items ? rejection.Subject : null,
        rejection.Rows,
        rejection.Reasons);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters =
    [
        typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<ImportKind>),
        typeof(SnakeCaseEnumConverter<ImportStatus>),
    ])]
[JsonSerializable(typeof(ImportResource))]
[JsonSerializable(typeof(Page<ImportResource>))]
[JsonSerializable(typeof(Page<RejectionResource>))]
[JsonSerializable(typeof(RejectionResource))]
internal sealed partial class ImportHttpJson : JsonSerializerContext;
