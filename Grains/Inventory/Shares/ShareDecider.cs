using System.Collections.Immutable;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Inventory;

public sealed record ShareDecision(ImmutableArray<ShareEvent> Events, ImmutableArray<Outgoing> Messages);

/// <summary>
/// What a share of a split SKU makes of the messages to it. It reserves what it has; whatever it cannot do is
/// for the SKU, which hears of all the share did in one report an entry.
/// </summary>
public static class ShareDecider
{
    /// <param name="version">Entries in the stream of the share before this one.</param>
    public static ShareDecision Decide(ShareState state, IEnumerable<StockMessage> batch, long version)
    {
        var draft = new ShareDraft(state);
        foreach (var message in batch)
        {
            Handle(draft, message);
        }

        return draft.Decision(version + 1);
    }

    private static void Handle(ShareDraft draft, StockMessage message)
    {
        var isOpen = draft.State.Status == ShareStatus.Open;
        switch (message)
        {
            case OpenShare m when draft.State.Status == ShareStatus.Empty:
                draft.Record(new ShareOpened(m.Units));
                break;
            case CloseShare when isOpen:
                draft.Record(new ShareClosed());
                break;
            case OpenShare or CloseShare:
                break;
            case ReserveStock m when isOpen && TryTake(draft.State, m, out var taken):
                draft.Record(new ShareReserved(m.OrderId, taken));
                var answer = new StockWasReserved(draft.State.Sku, taken, [], [], draft.State.Name);
                draft.Send(new(Topics.Orders, m.OrderId, answer with
                {
                    Trace = m.Trace,
                    TraceState = m.TraceState,
                }));
                break;
            case ReleaseStock m when isOpen:
                Check(draft.State, m.Allocations, +1);
                draft.Record(new ShareReleased(m.OrderId, m.Allocations));
                break;
            case ShipStock m when isOpen:
                Check(draft.State, m.Allocations, 0);
                draft.Record(new ShareShipped(m.OrderId, m.Allocations));
                break;
            default:
                draft.Send(new(Topics.Stock, draft.State.Sku, message));
                break;
        }
    }

    private static bool TryTake(ShareState state, ReserveStock message, out ImmutableArray<Allocation> taken)
    {
        var count = state.Places.Length;
        Span<int> free = count <= StockDecider.LocationsOnStackMax ? stackalloc int[count] : new int[count];
        for (var index = 0; index < count; index++)
        {
            free[index] = state.Places[index].Available;
        }

        var allocations = ImmutableArray.CreateBuilder<Allocation>(message.Demands.Length);
        var missing = StockDecider.Take(state.Places, free, message.Demands, allocations);
        taken = allocations.DrainToImmutable();
        return missing.IsEmpty;
    }

    // Throws when more would leave than is reserved here.
    private static void Check(ShareState state, ImmutableArray<Allocation> units, int free) =>
        StockDecider.Shift(ShareKey.Of(state.Sku, state.Name), state.Places, units, free, -1);
}
