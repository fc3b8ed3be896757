using Storehouse.Journal;

namespace Storehouse.Operations;

/// <summary>One run over the whole journal.</summary>
/// <param name="grains">Compares with live balances too; null = the journal alone.</param>
internal sealed class Verification(IJournal journal, GrainAudit? grains, VerifyOptions options, TimeProvider clock)
{
    private static readonly TimeSpan SettleStep = TimeSpan.FromMilliseconds(250);
    private readonly Books _books = new(journal.Topology);

    public async Task<VerifyReport> Run(CancellationToken cancellation)
    {
        var startedAt = clock.GetTimestamp();
        await ReadToHead(cancellation);
        var (inFlight, differences) = await Settle(cancellation);
        BooksAudit.CheckSkus(_books, differences);
        if (grains is not null)
        {
            await grains.Check(_books.Skus, differences, cancellation);
        }

        // The books' own list grows until the last entry has been read.
        differences.AddRange(_books.Differences);
        return Report(inFlight, differences, clock.GetElapsedTime(startedAt));
    }

    /// <summary>Reads on while messages under way may still bring both sides of an order together.</summary>
    private async Task<(int InFlight, List<Difference> Differences)> Settle(CancellationToken cancellation)
    {
        var startedAt = clock.GetTimestamp();
        var open = BooksAudit.OpenOrders(_books.Orders);
        while (true)
        {
            var differences = new List<Difference>();
            var underWay = _books.Undelivered.Now();
            var overdue = clock.GetUtcNow() - options.MessageAgeMax;
            var inFlight = open.Count(order => BooksAudit.Check(order, _books.Skus, underWay, overdue, differences));
            if (inFlight == 0 || clock.GetElapsedTime(startedAt) >= options.SettleMax)
            {
                return (inFlight, differences);
            }

            await journal.WaitForEntry(_books.Position, SettleStep, cancellation);
            await ReadToHead(cancellation);
            open = BooksAudit.OpenOrders(open);
        }
    }

    private async Task ReadToHead(CancellationToken cancellation)
    {
        // Queues first: what they had delivered by then has left its entries below the head read after them.
        var delivered = new long[journal.Topology.QueueCount];
        for (var queue = 0; queue < delivered.Length; queue++)
        {
            delivered[queue] = await journal.ReadCheckpoint(JournalTopology.ReaderOf(queue), cancellation);
        }

        var head = await journal.Head(cancellation);
        while (_books.Position < head)
        {
            foreach (var entry in await journal.ReadAll(_books.Position, options.ReadMax, cancellation))
            {
                if (entry.Position > head)
                {
                    break;
                }

                _books.Apply(entry);
            }
        }

        _books.Undelivered.SetDelivered(delivered);
    }

    private VerifyReport Report(int inFlight, List<Difference> differences, TimeSpan duration) => new(
        differences.Count == 0,
        _books.Position,
        _books.Entries,
        _books.Orders.Count,
        _books.Skus.Count,
        new VerifiedUnits(
            _books.Skus.Sum(sku => sku.OnHand),
            _books.Skus.Sum(sku => sku.Reserved),
            _books.Skus.Sum(sku => sku.Shipped),
            _books.Skus.Sum(sku => sku.Returned)),
        inFlight,
        [.. differences.Take(options.DifferencesMax)],
        differences.Count,
        (long)duration.TotalMilliseconds);
}
