using Storehouse.Tests.Chaos.Audit;
using Xunit;

namespace Storehouse.Tests.Chaos.Tests;

/// <summary>What the auditor must see in balances, ledgers, the feed and the books.</summary>
public sealed class AuditorStockTests : SpoiledStory
{
    [Fact]
    public void Check_LastUnitsSoldTwice_SeesIt()
    {
        Told.Place(Sku, 8);
        Assert.Empty(Auditor.Check(Told.History, Told.Final));
        Told.Place(Sku, 1);

        AssertBroken(Promise.NotOversold, Told.Final);
    }

    [Fact]
    public void Check_UnitsOfAnOrderFreeAgain_SeesIt() =>
        AssertBroken(Promise.NotOversold, WithTotals(totals => totals with { Reserved = 1, Available = 9 }));

    [Fact]
    public void Check_ReceiptLost_SeesTheUnitsMissing() =>
        AssertBroken(Promise.UnitsKept, WithTotals(totals => totals with { OnHand = 9, Available = 7 }));

    [Fact]
    public void Check_ReservationOfACancelledOrderKept_SeesTheUnitsMissing()
    {
        Told.Cancel(OrderId);

        AssertBroken(Promise.UnitsKept, WithTotals(totals => totals with { Reserved = 2, Available = 8 }));
    }

    [Fact]
    public void Check_LedgerEntryRepeatedOrMissing_SeesIt()
    {
        var ledger = Told.Final.Ledgers[Sku];

        AssertBroken(Promise.LedgerTrue, WithLedger([.. ledger, ledger[^1]]));
        AssertBroken(Promise.LedgerTrue, WithLedger([.. ledger.Skip(1)]));
        AssertBroken(Promise.LedgerTrue, WithLedger([.. ledger.Take(1)]));
    }

    [Fact]
    public void Check_ReceiptBookedTwice_SeesIt()
    {
        var ledger = Told.Final.Ledgers[Sku];

        AssertBroken(Promise.EffectOnce, WithLedger([.. ledger, ledger[0] with { Id = "led_again" }]));
    }

    [Fact]
    public void Check_OrderReservedTwice_SeesIt()
    {
        var ledger = Told.Final.Ledgers[Sku];

        AssertBroken(Promise.EffectOnce, WithLedger([.. ledger, ledger[1] with { Id = "led_again" }]));
    }

    [Fact]
    public void Check_EventRepeated_SeesIt()
    {
        var feed = Told.Final.Feed;

        AssertBroken(Promise.EventOnce, Told.Final with { Feed = [.. feed, feed[^1]] });
        AssertBroken(Promise.EventOnce, WithFeed([.. feed, feed[^1] with { Id = "evt_again" }]));
    }

    [Fact]
    public void Check_EventMissing_SeesIt()
    {
        var feed = Told.Final.Feed;

        for (var missing = 0; missing < feed.Count; missing++)
        {
            AssertBroken(Promise.EventOnce, WithFeed([.. feed.Where((_, index) => index != missing)]));
        }
    }

    [Fact]
    public void Check_EventsOutOfOrder_SeesIt()
    {
        var feed = Told.Final.Feed;

        AssertBroken(Promise.EventOnce, WithFeed([feed[0], feed[2], feed[1]]));
    }

    [Fact]
    public void Check_FollowerMissedAnEvent_SeesIt() =>
        AssertBroken(Promise.EventOnce, Told.Final with { Followed = [.. Told.Final.Followed.Skip(1)] });

    [Fact]
    public void Check_OpenBooks_SeesThem()
    {
        var books = Told.Final.Books;

        AssertBroken(Promise.BooksClose, Told.Final with { Books = books with { Closed = false } });
        AssertBroken(Promise.BooksClose, Told.Final with { Books = books with { Orders = 7 } });
        AssertBroken(Promise.Decided, Told.Final with { Books = books with { InFlight = 1 } });
    }
}
