namespace Storehouse.Cli.Client;

/// <summary>An amount in minor units of an ISO 4217 currency.</summary>
public sealed record Money(long Amount, string Currency);

/// <summary>An item as put: what is left out gets its default.</summary>
public sealed record ItemBody
{
    public required string Name { get; init; }

    public required Money UnitPrice { get; init; }

    public string? Description { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    public int? LowStockThreshold { get; init; }

    /// <summary><c>deny</c> or <c>allow</c>.</summary>
    public string? Backorder { get; init; }

    public bool? Stocked { get; init; }
}

public record Item
{
    public string Sku { get; init; } = "";

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public Money? UnitPrice { get; init; }

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    public long LowStockThreshold { get; init; }

    public string? Backorder { get; init; }

    public bool Stocked { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>An item as lists have it.</summary>
public sealed record ListedItem : Item
{
    public long? Available { get; init; }
}
