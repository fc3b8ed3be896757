using System.Collections.Immutable;
using Storehouse.Events;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>A place in a SKU's ledger: everything before this event of this version.</summary>
/// <param name="Part">With what a share reported: before this place in the report.</param>
internal readonly record struct LedgerPlace(long Version, int Index, int Part = 0)
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
            var after = before is { Index: 0, Part: 0 } ? before.Version : before.Version + 1;
            var entries = await journal.ReadStreamBackwards(AggregateStreams.OfSku(sku), after, ReadMax, cancellation);
            foreach (var entry in entries)
            {
                foreach (var (place, id, line) in await LinesOf(sku, entry, before, cancellation))
                {
                    if (lines.Count == limit)
                    {
                        return before;
                    }

                    lines.Add(LedgerEntryDocument.From(id, sku, entry.At, line));
                    before = place;
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

    /// <summary>The lines of an entry before a place, newest first.</summary>
    private async ValueTask<List<(LedgerPlace Place, string Id, LedgerLine Line)>> LinesOf(
        string sku, JournalEntry entry, LedgerPlace before, CancellationToken cancellation)
    {
        var lines = new List<(LedgerPlace, string, LedgerLine)>();
        var events = Decode(entry);
        var (end, parts) = (events.Length, 0);
        if (entry.Version == before.Version && before.Index < end)
        {
            (end, parts) = (before.Index, before.Part);
        }

        for (var number = parts > 0 ? end : end - 1; number >= 0; number--)
        {
            if (events[number] is ShareReported report)
            {
                var reported = await ReadReport(sku, report, cancellation);
                var first = number == end ? Math.Min(parts, reported.Length) : reported.Length;
                for (var part = first - 1; part >= 0; part--)
                {
                    lines.Add((
                        new(entry.Version, number, part), LedgerId.Of(entry.Version, number, part), reported[part]));
                }
            }
            else if (number < end && StockLedger.LineOf(events[number]) is { } line)
            {
                lines.Add((new(entry.Version, number), LedgerId.Of(entry.Version, number), line));
            }
        }

        return lines;
    }

    /// <summary>What a share did, order by order, out of its own stream.</summary>
    private async ValueTask<ImmutableArray<LedgerLine>> ReadReport(
        string sku, ShareReported report, CancellationToken cancellation)
    {
        var stream = AggregateStreams.OfSku(ShareKey.Of(sku, report.Share));
        return await journal.ReadStream(stream, report.Version - 1, 1, cancellation) is [var entry]
            ? StockLedger.LinesOf(report, DomainJson.DecodeShareEvents(entry.Events))
            : throw new InvalidDataException($"Share {report.Share} of {sku} lacks entry {report.Version}.");
    }

    private static StockEvent[] Decode(JournalEntry entry) =>
        entry.Events.IsEmpty ? [] : DomainJson.DecodeStockEvents(entry.Events);
}
