using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>How far the short life of a share has come.</summary>
public enum ShareStatus
{
    Empty,
    Open,
    Closed,
}

/// <summary>A share as its events left it.</summary>
public sealed record ShareState
{
    private ShareState(string sku, string name) => (Sku, Name) = (sku, name);

    public string Sku { get; }

    public string Name { get; }

    public ShareStatus Status { get; private init; }

    /// <summary>What it may give to orders, and what it has reserved for them.</summary>
    public ImmutableArray<LocationBalance> Places { get; private init; } = [];

    public static ShareState Empty(string sku, string name) => new(sku, name);

    /// <summary>The state after an event; this one is left as it is. Never throws.</summary>
    public ShareState Apply(ShareEvent happened) => happened switch
    {
        ShareOpened e => (this with { Status = ShareStatus.Open }).Moved(e.Units, +1, 0),
        ShareReserved e => Moved(e.Allocations, -1, +1),
        ShareReleased e => Moved(e.Allocations, +1, -1),
        ShareShipped e => Moved(e.Allocations, 0, -1),
        ShareClosed => this with { Status = ShareStatus.Closed, Places = [] },
        _ => this,
    };

    private ShareState Moved(ImmutableArray<Allocation> units, int free, int reserved)
    {
        var places = Places;
        foreach (var (_, location, quantity) in units)
        {
            var balance = Inventory.Places.At(places, location);
            places = Inventory.Places.With(places, balance with
            {
                Available = balance.Available + (free * quantity),
                Reserved = balance.Reserved + (reserved * quantity),
            });
        }

        return this with { Places = places };
    }
}
