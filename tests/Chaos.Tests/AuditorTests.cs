using System.Collections.Immutable;
using Storehouse.Tests.Chaos.Audit;
using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Tests;

/// <summary>An auditor that never complains proves nothing: here it is shown what it must see.</summary>
public sealed class AuditorTests
{
    private const string Sku = "A";
    private readonly Story _story = new();
    private readonly Operation _receipt;
    private readonly Operation _order;
    private readonly string _orderId;

    public AuditorTests()
    {
        _receipt = _story.Receive(Sku, 10);
        _order = _story.Place(Sku, 2);
        _orderId = Story.IdOf(_order);
    }

    [Fact]
    public void Check_HonestHistory_FindsNothing()
    {
        var held = Story.IdOf(_story.Place(Sku, 1, holds: true));
        _story.Confirm(held);
        var shipment = _story.Ship(_orderId, 1);
        _story.Ship(_orderId, 1);
        _story.Return(_orderId, 1);
        _story.Cancel(held);
        _story.Refuse(Sku, 100);
        _story.Read(_orderId);
        _story.Repeat(_order);
        _story.Repeat(shipment);
        _story.Repeat(_receipt);

        Assert.Empty(Auditor.Check(_story.History, _story.Final));
    }

    [Fact]
    public void Check_OrderGone_SeesItLost()
    {
        var final = _story.Final;

        AssertBroken(Promise.OrderKept, final with { Orders = ImmutableDictionary<string, string>.Empty });
        AssertBroken(Promise.OrderKept, final with { ListedOrders = [] });
    }

    [Fact]
    public void Check_RefusedOrderGone_SeesItLost()
    {
        var refused = Story.IdOf(_story.Refuse(Sku, 100));

        AssertBroken(Promise.OrderKept, _story.Final with
        {
            Orders = _story.Final.Orders.Where(pair => pair.Key != refused).ToDictionary(),
        });
    }

    [Fact]
    public void Check_OrderThatNoAnswerNames_SeesIt()
    {
        var final = _story.Final;

        AssertBroken(Promise.OneOrder, final with { ListedOrders = [.. final.ListedOrders, "ord_other"] });
        AssertBroken(Promise.OneOrder, final with
        {
            Feed = [.. final.Feed, new("evt_other", "order.placed.v1", "ord_other", final.At)],
        });
    }

    [Fact]
    public void Check_TwoRequestsAnsweredWithOneOrder_SeesIt()
    {
        _story.Answer(
            _story.Begin(OperationKind.Place, "/api/v1/orders", lines: _order.Lines), 201, _order.Answers[0].Body);

        AssertBroken(Promise.OneOrder, _story.Final);
    }

    [Fact]
    public void Check_RepeatAnsweredOtherwise_SeesIt()
    {
        _order.Record(_order.Answers[0] with { Body = _order.Answers[0].Body + " ", Replayed = true });

        AssertBroken(Promise.SameAnswer, _story.Final);
    }

    [Fact]
    public void Check_RepeatAnsweredWithAnotherStatus_SeesIt()
    {
        _receipt.Record(_receipt.Answers[0] with { Status = 200, Replayed = true });

        AssertBroken(Promise.SameAnswer, _story.Final);
    }

    [Fact]
    public void Check_RepeatNotKnownAsOne_SeesIt()
    {
        _order.Record(_order.Answers[0]);

        AssertBroken(Promise.SameAnswer, _story.Final);
    }

    [Fact]
    public void Check_KeyAcceptedForAnotherRequest_SeesIt()
    {
        _story.Answer(_story.Begin(OperationKind.ReuseKey, "/api/v1/orders"), 201, _order.Answers[0].Body);

        AssertBroken(Promise.SameAnswer, _story.Final);
    }

    [Fact]
    public void Check_UndecidedOrder_SeesIt() =>
        AssertBroken(Promise.Decided, WithOrder(order => order with { Status = "pending" }));

    [Theory]
    [InlineData("rejected")]
    [InlineData("expired")]
    [InlineData("reserved")]
    public void Check_ConfirmedOrderThatIsNotAnyMore_SeesIt(string status) =>
        AssertBroken(
            Promise.NotContradicted,
            WithOrder(order => order with { Status = status, Version = order.Version + 1 }));

    [Fact]
    public void Check_RefusedOrderThatIsConfirmed_SeesIt()
    {
        var refused = Story.IdOf(_story.Refuse(Sku, 3));

        AssertBroken(Promise.NotContradicted, WithOrder(refused, order => order with { Status = "confirmed" }));
    }

    [Fact]
    public void Check_OrderFellBackToAnOlderVersion_SeesIt() =>
        AssertBroken(Promise.NotContradicted, WithOrder(order => order with { Version = 1 }));

    [Fact]
    public void Check_SameVersionWithOtherContent_SeesIt() =>
        AssertBroken(
            Promise.NotContradicted, WithOrder(order => order with { ExpiresAt = DateTimeOffset.UnixEpoch }));

    [Fact]
    public void Check_OtherLinesThanOrdered_SeesIt() =>
        AssertBroken(
            Promise.NotContradicted,
            WithOrder(order => order with { Lines = [order.Lines[0] with { Quantity = 3 }] }));

    [Fact]
    public void Check_ReadOlderThanAnEarlierAnswer_SeesIt()
    {
        _story.Ship(_orderId, 1);
        var stale = _story.Begin(OperationKind.Read, $"/api/v1/orders/{_orderId}", _orderId);
        _story.Answer(stale, 200, _order.Answers[0].Body);

        AssertBroken(Promise.NotContradicted, _story.Final);
    }

    [Fact]
    public void Check_ReadThatFindsNoOrder_SeesItLost()
    {
        _story.Answer(_story.Begin(OperationKind.Read, $"/api/v1/orders/{_orderId}", _orderId), 404, "{}");

        AssertBroken(Promise.OrderKept, _story.Final);
    }

    [Fact]
    public void Check_HoldPastItsTime_SeesIt()
    {
        var held = Story.IdOf(_story.Place(Sku, 1, holds: true));

        AssertBroken(Promise.HoldEnds, _story.Final with { At = _story.Final.At.AddHours(1) });
        AssertBroken(
            Promise.NotContradicted, WithOrder(held, order => order with { ExpiresAt = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public void Check_CancelThatHadNoEffect_SeesIt()
    {
        var before = _story.Final.Orders[_orderId];
        _story.Cancel(_orderId);

        AssertBroken(Promise.EffectOnce, _story.Final with
        {
            Orders = new Dictionary<string, string> { [_orderId] = before },
        });
    }

    [Fact]
    public void Check_OrderCancelledUnasked_SeesIt() =>
        AssertBroken(
            Promise.EffectOnce,
            WithOrder(order => order with { Status = "cancelled", Version = order.Version + 1 }));

    [Fact]
    public void Check_ShipmentDoneTwice_SeesIt()
    {
        _story.Ship(_orderId, 1);

        AssertBroken(Promise.EffectOnce, WithOrder(order => order with
        {
            Shipments = [.. order.Shipments, new(2, [new(1, 1)])],
            Version = order.Version + 1,
        }));
    }

    [Fact]
    public void Check_ShipmentLost_SeesIt()
    {
        _story.Ship(_orderId, 1);

        AssertBroken(Promise.EffectOnce, WithOrder(order => order with { Shipments = [] }));
    }

    [Fact]
    public void Check_LastUnitsSoldTwice_SeesIt()
    {
        _story.Place(Sku, 8);
        Assert.Empty(Auditor.Check(_story.History, _story.Final));
        _story.Place(Sku, 1);

        AssertBroken(Promise.NotOversold, _story.Final);
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
        _story.Cancel(_orderId);

        AssertBroken(Promise.UnitsKept, WithTotals(totals => totals with { Reserved = 2, Available = 8 }));
    }

    [Fact]
    public void Check_LedgerEntryRepeatedOrMissing_SeesIt()
    {
        var ledger = _story.Final.Ledgers[Sku];

        AssertBroken(Promise.LedgerTrue, WithLedger([.. ledger, ledger[^1]]));
        AssertBroken(Promise.LedgerTrue, WithLedger([.. ledger.Skip(1)]));
        AssertBroken(Promise.LedgerTrue, WithLedger([.. ledger.Take(1)]));
    }

    [Fact]
    public void Check_ReceiptBookedTwice_SeesIt()
    {
        var ledger = _story.Final.Ledgers[Sku];

        AssertBroken(Promise.EffectOnce, WithLedger([.. ledger, ledger[0] with { Id = "led_again" }]));
    }

    [Fact]
    public void Check_OrderReservedTwice_SeesIt()
    {
        var ledger = _story.Final.Ledgers[Sku];

        AssertBroken(Promise.EffectOnce, WithLedger([.. ledger, ledger[1] with { Id = "led_again" }]));
    }

    [Fact]
    public void Check_EventRepeated_SeesIt()
    {
        var feed = _story.Final.Feed;

        AssertBroken(Promise.EventOnce, _story.Final with { Feed = [.. feed, feed[^1]] });
        AssertBroken(Promise.EventOnce, WithFeed([.. feed, feed[^1] with { Id = "evt_again" }]));
    }

    [Fact]
    public void Check_EventMissing_SeesIt()
    {
        var feed = _story.Final.Feed;

        for (var missing = 0; missing < feed.Count; missing++)
        {
            AssertBroken(Promise.EventOnce, WithFeed([.. feed.Where((_, index) => index != missing)]));
        }
    }

    [Fact]
    public void Check_EventsOutOfOrder_SeesIt()
    {
        var feed = _story.Final.Feed;

        AssertBroken(Promise.EventOnce, WithFeed([feed[0], feed[2], feed[1]]));
    }

    [Fact]
    public void Check_FollowerMissedAnEvent_SeesIt() =>
        AssertBroken(Promise.EventOnce, _story.Final with { Followed = [.. _story.Final.Followed.Skip(1)] });

    [Fact]
    public void Check_OpenBooks_SeesThem()
    {
        var books = _story.Final.Books;

        AssertBroken(Promise.BooksClose, _story.Final with { Books = books with { Closed = false } });
        AssertBroken(Promise.BooksClose, _story.Final with { Books = books with { Orders = 7 } });
        AssertBroken(Promise.Decided, _story.Final with { Books = books with { InFlight = 1 } });
    }

    [Fact]
    public void Check_RequestWithoutAnAnswer_SeesIt()
    {
        _story.History.AddFault("never answered");

        AssertBroken(Promise.Answered, _story.Final);
    }

    private void AssertBroken(Promise promise, FinalState final) =>
        Assert.Contains(Auditor.Check(_story.History, final), violation => violation.Promise == promise);

    private FinalState WithOrder(Func<OrderDocument, OrderDocument> change) => WithOrder(_orderId, change);

    private FinalState WithOrder(string id, Func<OrderDocument, OrderDocument> change)
    {
        var orders = _story.Final.Orders.ToDictionary();
        orders[id] = Documents.Write(change(Documents.Read<OrderDocument>(orders[id])));
        return _story.Final with { Orders = orders };
    }

    private FinalState WithTotals(Func<TotalsDocument, TotalsDocument> change)
    {
        var stock = _story.Final.Inventory[Sku];
        return _story.Final with
        {
            Inventory = new Dictionary<string, InventoryDocument>
            {
                [Sku] = stock with { Totals = change(stock.Totals) },
            },
        };
    }

    private FinalState WithLedger(IReadOnlyList<LedgerEntryDocument> ledger) => _story.Final with
    {
        Ledgers = new Dictionary<string, IReadOnlyList<LedgerEntryDocument>> { [Sku] = ledger },
    };

    private FinalState WithFeed(IReadOnlyList<EventDocument> feed) => _story.Final with
    {
        Feed = feed,
        Followed = [.. feed.Select(happened => happened.Id)],
    };
}
