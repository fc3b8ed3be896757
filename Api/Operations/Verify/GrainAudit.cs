using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Operations;

/// <summary>Compares the balances that SKUs answer with now against those of their entries.</summary>
internal sealed class GrainAudit(IGrainFactory grains, IJournal journal, TimeProvider clock)
{
    private const int AttemptsMax = 20;
    private const int ReadMax = 500;
    private const int ParallelMax = 16;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Brings each book up to the version its grain answers with, and compares.</summary>
    public async Task Check(IReadOnlyList<SkuBook> skus, List<Difference> differences, CancellationToken cancellation)
    {
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = ParallelMax,
            CancellationToken = cancellation,
        };
        await Parallel.ForEachAsync(skus, options, async (sku, stop) =>
        {
            var found = await Check(sku, stop);
            lock (differences)
            {
                differences.AddRange(found);
            }
        });
    }

    private async Task<List<Difference>> Check(SkuBook sku, CancellationToken cancellation)
    {
        var found = new List<Difference>();
        for (var attempt = 1; ; attempt++)
        {
            var view = await grains.GetGrain<IInventoryGrain>(sku.Sku).GetView().WaitAsync(cancellation);
            if (view is not null && view.Version > sku.Version)
            {
                await ReadTo(view.Version, sku, found, cancellation);
            }

            // A commit is durable a moment before the grain that made it answers with it.
            if (view is null || view.Version == sku.Version || attempt == AttemptsMax)
            {
                Compare(sku, view, found);
                return found;
            }

            await Task.Delay(Pause, clock, cancellation);
        }
    }

    private async Task ReadTo(long version, SkuBook sku, List<Difference> found, CancellationToken cancellation)
    {
        while (sku.Version < version)
        {
            var max = (int)Math.Min(version - sku.Version, ReadMax);
            foreach (var entry in await journal.ReadStream(
                AggregateStreams.OfSku(sku.Sku), sku.Version, max, cancellation))
            {
                foreach (var happened in entry.Events.IsEmpty ? [] : DomainJson.DecodeStockEvents(entry.Events))
                {
                    sku.Apply(happened, entry.Version, found);
                }

                sku.Version = entry.Version;
            }
        }
    }

    private static void Compare(SkuBook sku, StockView? view, List<Difference> found)
    {
        if (view is not null && view.Version != sku.Version)
        {
            found.Add(new(DifferenceCodes.GrainMismatch, sku.Sku, null,
                $"The grain stays at version {view.Version}, the entries at {sku.Version}."));
            return;
        }

        var live = (view?.Locations ?? []).ToDictionary(location => location.Location, StringComparer.Ordinal);
        foreach (var location in live.Values)
        {
            sku.At(location.Location);
        }

        foreach (var location in sku.Locations)
        {
            var balance = live.GetValueOrDefault(location.Name);
            if (!location.Is(balance))
            {
                found.Add(new(DifferenceCodes.GrainMismatch, sku.Sku, null,
                    $"The grain has {balance.Available} available, {balance.Reserved} reserved, "
                    + $"{balance.Incoming} incoming at {location.Name}, but the entries add up to {location}."));
            }
        }

        if (view is not null && view.Backordered != sku.Backordered)
        {
            found.Add(new(DifferenceCodes.GrainMismatch, sku.Sku, null,
                $"The grain has {view.Backordered} back-ordered, but the entries add up to {sku.Backordered}."));
        }
    }
}
