using Storehouse.Journaling;

namespace Storehouse.Inventory;

internal sealed partial class InventoryGrain
{
    /// <summary>Decides for the orders that wait what can be decided now.</summary>
    private async Task ServeWaiting()
    {
        await ResumeParked();
        await FillBackorders();
    }

    /// <summary>Hands what has become available to the orders that wait, first come first served.</summary>
    private async Task FillBackorders()
    {
        var after = 0L;
        while (_progress.State.CanFill)
        {
            var page = await journal.ReadDeferrals(Stream, after, options.Value.BackorderPage);
            if (page.Count == 0)
            {
                return;
            }

            after = page[^1].Sequence;
            var now = clock.GetUtcNow();
            var turn = new StockTurn(_progress);
            var waiting = page.Select(deferral => DomainJson.DecodeWaitingOrder(deferral.Message.Payload)).ToList();
            turn.Take(_progress.Consumed, StockDecider.Fill(_progress.State, waiting), now);
            if (turn.ChangesNothing)
            {
                continue;
            }

            if (!await TryCommit(turn, now))
            {
                after = 0;
            }
        }
    }
}
