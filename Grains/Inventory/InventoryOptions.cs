using System.ComponentModel.DataAnnotations;

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

    /// <summary>
    /// Shares that a busy SKU is split into, each of which reserves for orders by itself. Default: 0 = never.
    /// Turn it on only when every silo is of a version that knows shares.
    /// </summary>
    [Range(0, 32)]
    public int Shares { get; set; }

    /// <summary>Reservations a second above which a SKU is split. Default: 2,000.</summary>
    public double SplitAbove { get; set; } = 2_000;

    /// <summary>SKUs that are split as soon as their stock allows it, whatever their load.</summary>
    public IList<string> AlwaysSplit { get; } = [];

    /// <summary>Units that each share must get, or the SKU is not split. Default: 100.</summary>
    [Range(1, int.MaxValue)]
    public int ShareUnitsMin { get; set; } = 100;

    /// <summary>
    /// How long a silo places orders by what it last heard of a split SKU: a change of its price takes as long
    /// to reach every order. Default: 100 ms.
    /// </summary>
    public TimeSpan SharedTermsFor { get; set; } = TimeSpan.FromMilliseconds(100);
}
