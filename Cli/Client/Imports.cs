using System.Text.Json;

namespace Storehouse.Cli.Client;

public sealed record Import
{
    public string Id { get; init; } = "";

    /// <summary><c>items</c> or <c>orders</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary><c>receiving</c>, <c>running</c>, <c>completed</c> or <c>failed</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>Null or 0 until the whole file has been seen.</summary>
    public long? RowsTotal { get; init; }

    public long? RowsDone { get; init; }

    public long? Accepted { get; init; }

    public long? Rejected { get; init; }

    public long? Skipped { get; init; }

    public long? Adjustments { get; init; }

    public long? Returns { get; init; }

    public long? UnmatchedReturns { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it failed: a text, or an object with code and detail.</summary>
    public JsonElement? Error { get; init; }

    public bool IsOver => Status is "completed" or "failed";
}

/// <summary>An order or an item that was not taken in, and why.</summary>
public sealed record Rejection
{
    public string? OrderId { get; init; }

    public string? Sku { get; init; }

    /// <summary>Row numbers in the file.</summary>
    public IReadOnlyList<long> Rows { get; init; } = [];

    public IReadOnlyList<RejectionReason> Reasons { get; init; } = [];
}

public sealed record RejectionReason(long? Row, string? Code, string? Detail);

/// <summary>How the rows of a file are to be read; null = the server's default.</summary>
public sealed record ImportTerms
{
    public string? Source { get; init; }

    public string? Currency { get; init; }

    public string? TimeZone { get; init; }

    /// <summary>SKUs without stock, such as postage, separated by commas.</summary>
    public string? NotStocked { get; init; }

    public string? Location { get; init; }
}
