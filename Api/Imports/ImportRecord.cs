using System.Text.Json.Serialization;
using Storehouse.Imports.Reading;

namespace Storehouse.Imports;

/// <summary>What a file holds.</summary>
public enum ImportKind
{
    Items,
    Orders,
}

/// <summary>Where an import stands.</summary>
public enum ImportStatus
{
    /// <summary>The file is being uploaded.</summary>
    Receiving,

    /// <summary>The file is safe and worked through, now or after earlier imports.</summary>
    Running,

    Completed,

    /// <summary>It cannot go on; see the error.</summary>
    Failed,
}

/// <summary>What the request said about the file.</summary>
/// <param name="Actor">Who asked.</param>
/// <param name="Source">Names the system that order and customer ids come from.</param>
/// <param name="At">When it was asked.</param>
internal sealed record ImportSettings(
    FileFormat Format,
    string Actor,
    DateTimeOffset At,
    string Currency,
    string Location,
    string Source,
    string TimeZone,
    IReadOnlyList<string> NotStocked,
    decimal OpeningStockFactor);

/// <summary>How far an import is. A group is an order or an item.</summary>
/// <param name="Accepted">Groups done.</param>
/// <param name="Rejected">Groups refused, at least in part.</param>
/// <param name="Skipped">Groups that an earlier import had done.</param>
/// <param name="Adjustments">Rows that corrected stock.</param>
/// <param name="Returns">Rows that took goods back.</param>
/// <param name="UnmatchedReturns">Those of them that earlier orders did not cover in full.</param>
internal sealed record ImportProgress(
    long GroupsDone = 0, long RowsDone = 0, long Accepted = 0, long Rejected = 0, long Skipped = 0,
    long Adjustments = 0, long Returns = 0, long UnmatchedReturns = 0);

/// <summary>An import as stored.</summary>
internal sealed record ImportRecord(
    string Id,
    ImportKind Kind,
    ImportStatus Status,
    ImportSettings Settings,
    long? RowsTotal,
    ImportProgress Progress,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Error);

/// <summary>An import that was taken to be worked through.</summary>
/// <param name="Number">Which taking of any import this is: a later one shuts the earlier ones out.</param>
internal sealed record ImportTurn(ImportRecord Import, long Number);

/// <summary>The import was taken by another process: this one must do nothing more of it.</summary>
internal sealed class TurnLostException(string importId)
    : Exception($"Another process took import {importId}.");

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(ImportSettings))]
[JsonSerializable(typeof(List<Reason>))]
[JsonSerializable(typeof(List<long>))]
internal sealed partial class ImportStoreJson : JsonSerializerContext;
