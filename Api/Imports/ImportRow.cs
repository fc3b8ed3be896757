using System.Text.Json;
using Storehouse.Http;

namespace Storehouse.Imports;

/// <summary>A row of table <c>imports</c>.</summary>
internal sealed class ImportRow
{
    public const string Columns =
        """
        id, kind, status, settings, fingerprint, rows_total AS RowsTotal, groups_done AS GroupsDone,
        rows_done AS RowsDone, accepted, rejected, skipped, adjustments, returns,
        unmatched_returns AS UnmatchedReturns, started_at AS StartedAt, finished_at AS FinishedAt, error
        """;

    public required string Id { get; init; }

    public required string Kind { get; init; }

    public required string Status { get; init; }

    public required string Settings { get; init; }

    public string? Fingerprint { get; init; }

    public long? RowsTotal { get; init; }

    public long GroupsDone { get; init; }

    public long RowsDone { get; init; }

    public long Accepted { get; init; }

    public long Rejected { get; init; }

    public long Skipped { get; init; }

    public long Adjustments { get; init; }

    public long Returns { get; init; }

    public long UnmatchedReturns { get; init; }

    public string? StartedAt { get; init; }

    public string? FinishedAt { get; init; }

    public string? Error { get; init; }

    public ImportRecord ToRecord() => new(
        Id,
        Enum.Parse<ImportKind>(Kind),
        Enum.Parse<ImportStatus>(Status),
        JsonSerializer.Deserialize(Settings, ImportStoreJson.Default.ImportSettings)!,
        RowsTotal,
        new(GroupsDone, RowsDone, Accepted, Rejected, Skipped, Adjustments, Returns, UnmatchedReturns),
        Time(StartedAt),
        Time(FinishedAt),
        Error);

    private static DateTimeOffset? Time(string? text) =>
        text is not null && Rfc3339.TryParse(text, out var at) ? at : null;
}
