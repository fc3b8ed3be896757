using System.Collections.Immutable;
using System.Globalization;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

internal sealed partial class InventoryGrain
{
    // Long enough for a command that had the shares merged to come back and find the SKU whole.
    private static readonly TimeSpan KeptWhole = TimeSpan.FromSeconds(2);

    private readonly ReservationLoad? _load =
        options.Value.Shares > 0 ? new ReservationLoad(clock) : null;

    private DateTimeOffset _wholeUntil;

    private void SplitIfBusy(StockTurn turn, StockOutcome outcome, DateTimeOffset now)
    {
        if (_load is null)
        {
            // It was split when that was still allowed.
            if (turn.State.Shares is not null)
            {
                turn.Take(turn.Last, StockDecider.Merge(turn.State), now);
            }

            return;
        }

        if (outcome != StockOutcome.Done || turn.State.Shares is not null || now < _wholeUntil)
        {
            return;
        }

        var settings = options.Value;
        if (_load.PerSecond >= settings.SplitAbove || settings.AlwaysSplit.Contains(Sku))
        {
            var shares = NewShares(turn.State.Splits + 1, settings.Shares);
            turn.Take(turn.Last, StockDecider.Split(turn.State, shares, settings.ShareUnitsMin), now);
        }
    }

    /// <summary>Names of shares that lie on other queues than the SKU and each other, while there are any.</summary>
    private ImmutableArray<string> NewShares(int generation, int count)
    {
        var topology = journal.Topology;
        var used = new HashSet<int> { topology.PartitionOf(Sku) };
        var names = ImmutableArray.CreateBuilder<string>(count);
        for (var number = 0; names.Count < count; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{generation}.{number}");
            if (used.Count == topology.PartitionsPerTopic || used.Add(topology.PartitionOf(ShareKey.Of(Sku, name))))
            {
                names.Add(name);
            }
        }

        return names.MoveToImmutable();
    }

    /// <summary>Asks the shares for what they hold, for the sake of a command.</summary>
    /// <returns>False when that was decided on what is no longer true.</returns>
    private async Task<bool> Gather(StockTurn turn, DateTimeOffset now)
    {
        _wholeUntil = now + KeptWhole;
        if (turn.ChangesNothing)
        {
            return !await CatchUp();
        }

        return await TryCommit(turn, now);
    }

    /// <summary>Decides the orders that waited for shares, first come first served.</summary>
    private async Task ResumeParked()
    {
        var after = 0L;
        while (_progress.State.CanResume)
        {
            var page = await journal.ReadDeferrals(Stream, after, options.Value.BackorderPage);
            if (page.Count == 0)
            {
                return;
            }

            after = page[^1].Sequence;
            var parked = page.Where(static deferral =>
                    deferral.Key.StartsWith(StockDecider.ParkedPrefix, StringComparison.Ordinal))
                .Select(static deferral => (ReserveStock)DomainJson.DecodeStockMessage(deferral.Message.Payload))
                .ToList();
            if (parked.Count == 0)
            {
                continue;
            }

            var now = clock.GetUtcNow();
            var turn = new StockTurn(_progress);
            turn.Take(_progress.Consumed, StockDecider.Resume(_progress.State, parked), now);
            if (!await TryCommit(turn, now))
            {
                after = 0;
            }
        }
    }
}
