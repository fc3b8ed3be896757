namespace Storehouse.Tests.Chaos.Audit;

/// <summary>A promise that the server broke.</summary>
public enum Promise
{
    /// <summary>Every request gets a final answer; none is a fault of the server.</summary>
    Answered,

    /// <summary>A repeat gets the first answer, byte for byte, and a key serves one request only.</summary>
    SameAnswer,

    /// <summary>An accepted order is there.</summary>
    OrderKept,

    /// <summary>One request makes one order, and no other order is there.</summary>
    OneOrder,

    /// <summary>An order is decided.</summary>
    Decided,

    /// <summary>What one answer says of an order, no later one denies.</summary>
    NotContradicted,

    /// <summary>A hold ends when its time is over.</summary>
    HoldEnds,

    /// <summary>A command that succeeded took effect, once.</summary>
    EffectOnce,

    /// <summary>No unit is sold twice.</summary>
    NotOversold,

    /// <summary>No unit is lost: balances are what the answers add up to.</summary>
    UnitsKept,

    /// <summary>The ledger tells every movement, once, and adds up to the balances.</summary>
    LedgerTrue,

    /// <summary>Every event is in the feed once, in its subject's order.</summary>
    EventOnce,

    /// <summary>The server's own verification closes.</summary>
    BooksClose,
}

/// <param name="Detail">What exactly, with ids.</param>
public sealed record Violation(Promise Promise, string Detail)
{
    public override string ToString() => $"{Promise}: {Detail}";
}
