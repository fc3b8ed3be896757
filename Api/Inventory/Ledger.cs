using System.Collections.Immutable;
using Storehouse.Events;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Projections;

namespace Storehouse.Inventory;

/// <summary>A place in a SKU's ledger: everything before this event of this version.</summary>
internal readonly record struct LedgerPlace(long Version, int Index)
{
    /// <summary>Before the entries that follow a version: the version's own are included.</summary>
    public static LedgerPlace UpTo(long version) => new(version, int.MaxValue);
}

/// <summary>Reads a SKU's ledger and its balances at any past moment out of its stream.</summary>
public sealed class Ledger(IJournal journal, ItemIndex index)
{
    private const int ReadMax = 200;
    private const int EntriesMax = 20_000;

    /// <summary>The version in force at a moment (null = now); 0 when there was nothing yet.</summary>
    internal async ValueTask<long> VersionAt(string sku, DateTimeOffset? at, CancellationToken cancellation)
    {
        var stream = AggregateStreams.OfSku(sku);
        if (at is { } moment)
        {
            return await StreamSearch.FirstBeyond(journal, stream, entry => entry.At > moment, cancellation) - 1;
        }

        return await journal.ReadStreamBackwards(stream, long.MaxValue, 1, cancellation) is [var newest]
            ? newest.Version
            : 0;
    }

    /// <summary>
    /// Balances of every location at a version: those kept from time to time by the read model, carried forward by
    /// the entries since. Right however far the read model is behind, since it is only where to start from.
    /// </summary>
    internal async ValueTask<ImmutableArray<LocationBalance>> BalancesAt(
        string sku, long version, CancellationToken cancellation)
    {
        var (reached, balances) = index.Checkpoint(sku, version);
        while (reached < version)
        {
            var max = (int)Math.Min(version - reached, ReadMax);
            var entries = await journal.ReadStream(AggregateStreams.OfSku(sku), reached, max, cancellation);
            foreach (var entry in entries)
            {
                foreach (var happened in Decode(entry))
                {
                    balances.Apply(happened);
                }
            }

            reached = entries[^1].Version;
        }

        return
        [
            .. balances.Locations.OrderBy(balance => balance.Location != StockState.MainLocation),
        ];
    }

    /// <summary>Ledger entries before a place, newest first.</summary>
    /// <returns>Where to go on; null at the beginning of the ledger.</returns>
    internal async ValueTask<LedgerPlace?> Read(
        string sku, LedgerPlace before, int limit, ImmutableArray<LedgerEntryDocument>.Builder lines,
        CancellationToken cancellation)
    {
        for (var scanned = 0; scanned < EntriesMax;)
        {
            var after = before.Index == 0 ? before.Version : before.Version + 1;
            var entries = await journal.ReadStreamBackwards(AggregateStreams.OfSku(sku), after, ReadMax, cancellation);
            foreach (var entry in entries)
            {
                var events = Decode(entry);
                var start = entry.Version == before.Version ? Math.Min(before.Index, events.Length) : events.Length;
                for (var number = start - 1; number >= 0; number--)
                {
                    if (StockLedger.LineOf(events[number]) is not { } line)
                    {
                        continue;
                    }

                    if (lines.Count == limit)
                    {
                        return before;
                    }

                    lines.Add(LedgerEntryDocument.From(LedgerId.Of(entry.Version, number), sku, entry.At, line));
                    before = new LedgerPlace(entry.Version, number);
                }
            }

            if (entries.Count < ReadMax)
            {
                return null;
            }

            scanned += entries.Count;
            before = new LedgerPlace(entries[^1].Version, 0);
        }

        return before;
    }

    private static StockEvent[] Decode(JournalEntry entry) =>
        entry.Events.IsEmpty ? [] : DomainJson.DecodeStockEvents(entry.Events);
}
