namespace Storehouse.Cli.Client;

/// <summary>Balances at one location.</summary>
public sealed record Balance
{
    public string Location { get; init; } = "";

    public long OnHand { get; init; }

    public long Reserved { get; init; }

    public long Available { get; init; }

    public long Incoming { get; init; }
}

public sealed record StockTotals
{
    public long OnHand { get; init; }

    public long Reserved { get; init; }

    public long Available { get; init; }

    public long Incoming { get; init; }

    public long Backordered { get; init; }
}

public sealed record Inventory
{
    public string Sku { get; init; } = "";

    public IReadOnlyList<Balance> Locations { get; init; } = [];

    public StockTotals Totals { get; init; } = new();

    public DateTimeOffset? UpdatedAt { get; init; }
}

public sealed record Receipt
{
    public required int Quantity { get; init; }

    public string? Location { get; init; }

    /// <summary><c>received</c>, <c>announced</c> or <c>arrived</c>.</summary>
    public string? Stage { get; init; }

    public required string Reason { get; init; }

    public string? Reference { get; init; }

    public int? ExpectedOnHand { get; init; }
}

/// <param name="Quantity">Signed: units found, or lost.</param>
public sealed record Adjustment(
    int Quantity, string? Location, string Reason, string? Reference, int? ExpectedOnHand);

public sealed record Transfer(
    int Quantity, string From, string To, string Reason, string? Reference, int? ExpectedOnHand);

public sealed record Count(
    int Counted, string? Location, string Reason, string? Reference, int? ExpectedOnHand);

/// <summary>What a stock movement answers with.</summary>
public sealed record Movement(LedgerEntry Entry, Inventory Inventory);

public sealed record LedgerEntry
{
    public string Id { get; init; } = "";

    public string Sku { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>Units moved; signed for adjusted and counted.</summary>
    public long Quantity { get; init; }

    public IReadOnlyList<Posting> Movements { get; init; } = [];

    public string? OrderId { get; init; }

    public string? Reason { get; init; }

    public string? Reference { get; init; }

    public string? Actor { get; init; }

    /// <summary>After the entry.</summary>
    public IReadOnlyList<Balance> Balances { get; init; } = [];
}

/// <summary>Units taken from one account and given to another.</summary>
public sealed record Posting(string From, string To, long Quantity);

/// <param name="Balances">At the moment asked for; now when none was.</param>
public sealed record LedgerPage(
    IReadOnlyList<LedgerEntry> Data, string? NextCursor, IReadOnlyList<Balance>? Balances)
    : Page<LedgerEntry>(Data, NextCursor);
