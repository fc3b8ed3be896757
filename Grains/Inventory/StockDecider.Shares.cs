using System.Collections.Immutable;
using System.Diagnostics;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

public static partial class StockDecider
{
    /// <summary>Begins the keys of deferrals that hold a parked order's request.</summary>
    public const string ParkedPrefix = "parked/";

    /// <summary>
    /// Entries after which a share is given up, so that reading one never takes long and what is left is dealt
    /// out anew.
    /// </summary>
    public const int ShareEntriesMax = 5_000;

    /// <summary>Opens shares that get equal parts of what is available; the SKU itself keeps as much.</summary>
    /// <param name="unitsMin">Units that each part must have at least, or nothing happens.</param>
    public static StockDecision Split(StockState state, ImmutableArray<string> shares, int unitsMin)
    {
        var parts = shares.Length + 1;
        if (state.Shares is not null || state.Parked > 0 || state.Backordered > 0
            || state.Item is not { Stocked: true } || state.Available < (long)parts * unitsMin)
        {
            return StockDecision.Nothing;
        }

        ImmutableArray<Allocation> units =
        [
            .. state.Locations.Where(place => place.Available >= parts)
                .Select(place => new Allocation(0, place.Location, place.Available / parts)),
        ];
        return units.IsEmpty
            ? StockDecision.Nothing
            : new(StockOutcome.Done, [new StockSplit(shares, units)], new(
                [
                    .. shares.Select(name => new Outgoing(
                        Topics.Stock, ShareKey.Of(state.Sku, name), new OpenShare(units))),
                ],
                [], []));
    }

    /// <summary>Decides orders that were parked, now that the SKU is whole, first come first served.</summary>
    /// <param name="parked">The next in line; more follow while <see cref="StockState.CanResume"/>.</param>
    public static StockDecision Resume(StockState state, IReadOnlyList<ReserveStock> parked)
    {
        StockEvent resumed = new ReservationsResumed(parked.Count);
        var events = ImmutableArray.Create(resumed).ToBuilder();
        var messages = ImmutableArray.CreateBuilder<Outgoing>();
        var deferrals = ImmutableArray.CreateBuilder<Deferred>();
        state = state.Apply(resumed, state.UpdatedAt);
        foreach (var request in parked)
        {
            var decision = Serve(state, request);
            events.AddRange(decision.Events);
            messages.AddRange(decision.Effects.Messages);
            deferrals.AddRange(decision.Effects.Deferrals);
            foreach (var happened in decision.Events)
            {
                state = state.Apply(happened, state.UpdatedAt);
            }
        }

        return new(StockOutcome.Done, events.DrainToImmutable(), new(
            messages.DrainToImmutable(), deferrals.DrainToImmutable(),
            [.. parked.Select(static request => ParkedPrefix + request.OrderId)]));
    }

    // Nobody is told that stock is out while a share may have some: the order waits until all is together.
    private static StockDecision Park(StockState state, ReserveStock message)
    {
        var merging = Merge(state);
        return new(
            StockOutcome.Done,
            [new ReservationParked(message.OrderId), .. merging.Events],
            merging.Effects with
            {
                Deferrals =
                [
                    new(ParkedPrefix + message.OrderId, null, new(Topics.Stock, state.Sku, message)),
                ],
            });
    }

    /// <summary>Asks the shares for what they hold, unless they were asked already.</summary>
    public static StockDecision Merge(StockState state) => state.Shares is { IsMerging: false } shares
        ? new(StockOutcome.Done, [new StockMerging()], new(
            [
                .. shares.Holdings.Select(share => new Outgoing(
                    Topics.Stock, ShareKey.Of(state.Sku, share.Name), new CloseShare())),
            ],
            [], []))
        : StockDecision.Nothing;

    /// <summary>A command must not give away what shares hold; one that needs it has to wait for them.</summary>
    private static StockDecision WhileSplit(StockState state, StockDecision decision)
    {
        if (decision.Outcome != StockOutcome.Done)
        {
            return decision;
        }

        switch (decision.Events[0])
        {
            case ItemDefined { Item.Stocked: false }:
                var merging = Merge(state);
                return decision with
                {
                    Events = decision.Events.AddRange(merging.Events),
                    Effects = merging.Effects,
                };
            case StockMovement e when e.After.Any(place => place.Available < state.Shares!.HeldAt(place.Location)):
                return Merge(state) with { Outcome = StockOutcome.Gathering };
            default:
                return decision;
        }
    }

    private static StockDecision TakeReport(StockState state, ShareReport report)
    {
        if (state.Shares?.Find(report.Share) is not { IsClosed: false })
        {
            throw new UnreachableException($"{state.Sku} has no open share {report.Share}.");
        }

        // In the order that keeps every balance from going below zero: what a share releases or ships in an
        // entry was reserved in an earlier one.
        var places = state.Locations;
        var touched = new List<string>();
        Post(report.Released, +1, -1);
        Post(report.Shipped, 0, -1);
        Post(report.Reserved, -1, +1);
        var happened = new ShareReported(
            report.Share, report.Version, report.Released, report.Shipped, report.Reserved, report.Closed,
            [.. touched.Select(location => Places.At(places, location))]);
        var available = state.Available + (int)(UnitsOf(report.Released) - UnitsOf(report.Reserved));
        var events = WithLevel(state, happened, state.Item, available);
        var after = state.Shares.After(happened);
        if (after.AllClosed)
        {
            return new(StockOutcome.Done, events.Add(new StockMerged()), Effects.None);
        }

        var worn = report.Version >= ShareEntriesMax ? Merge(state) : StockDecision.Nothing;
        return new(StockOutcome.Done, events.AddRange(worn.Events), worn.Effects);

        void Post(ImmutableArray<Allocation> units, int available, int reserved)
        {
            foreach (var balance in Shift(state.Sku, places, units, available, reserved))
            {
                places = Places.With(places, balance);
                if (!touched.Contains(balance.Location))
                {
                    touched.Add(balance.Location);
                }
            }
        }
    }
}
