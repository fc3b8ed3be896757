namespace Storehouse.Inventory;

/// <summary>A SKU as the index keeps it, folded from its events.</summary>
internal sealed class ItemIndexRow(
    string sku, long? key, ItemDetails? item, DateTimeOffset updatedAt, LedgerBalances balances)
{
    /// <summary>Null = not in the table yet.</summary>
    public long? Key { get; set; } = key;

    public string Sku => sku;

    public ItemDetails? Item { get; private set; } = item;

    public LedgerBalances Balances { get; } = balances;

    /// <summary>When the catalogue entry was last written.</summary>
    public DateTimeOffset UpdatedAt { get; private set; } = updatedAt;

    /// <summary>The catalogue entry changed since the row was loaded.</summary>
    public bool IsRedefined { get; private set; }

    /// <summary>Balances to be kept for looks into the past, by version.</summary>
    public List<(long Version, byte[] Balances)> Checkpoints { get; } = [];

    public void Apply(ReadOnlySpan<byte> events, DateTimeOffset at)
    {
        if (ItemIndexChange.Read(events, Balances) is { } item)
        {
            Item = item;
            UpdatedAt = at;
            IsRedefined = true;
        }
    }
}
