namespace Storehouse.Cli.Client;

/// <summary>Every balance computed again from the ledger.</summary>
public sealed record Verification
{
    /// <summary>True when the books close.</summary>
    public bool Closed { get; init; }

    public long? Position { get; init; }

    public long? Entries { get; init; }

    public long? Orders { get; init; }

    public long? Skus { get; init; }

    public VerifiedUnits? Units { get; init; }

    /// <summary>Messages on their way while it ran.</summary>
    public long? InFlight { get; init; }

    public IReadOnlyList<Difference> Differences { get; init; } = [];

    public long? DurationMs { get; init; }
}

public sealed record VerifiedUnits(long OnHand, long Reserved, long Shipped, long Returned);

public sealed record Difference(string? Code, string? Sku, string? OrderId, string? Detail);
