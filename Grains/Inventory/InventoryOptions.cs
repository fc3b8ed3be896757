namespace Storehouse.Inventory;

/// <summary>How SKUs are kept.</summary>
public sealed class InventoryOptions
{
    /// <summary>Entries after which a SKU's snapshot is written anew. Default: 500.</summary>
    public int SnapshotEvery { get; set; } = 500;

    /// <summary>
    /// Entries since the last snapshot that make one worth writing when a SKU leaves memory. Default: 50.
    /// </summary>
    public int SnapshotOnLeaving { get; set; } = 50;

    /// <summary>Waiting orders looked at in one step when stock arrives. Default: 200.</summary>
    public int BackorderPage { get; set; } = 200;
}
