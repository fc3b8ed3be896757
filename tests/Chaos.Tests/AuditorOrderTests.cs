using System.Collections.Immutable;
using Storehouse.Tests.Chaos.Audit;
using Storehouse.Tests.Chaos.Recording;
using Xunit;

namespace Storehouse.Tests.Chaos.Tests;

/// <summary>An auditor that never complains proves nothing: here it is shown what it must see.</summary>
public sealed class AuditorOrderTests : SpoiledStory
{
    [Fact]
    public void Check_HonestHistory_FindsNothing()
    {
        var held = Story.IdOf(Told.Place(Sku, 1, holds: true));
        Told.Confirm(held);
        var shipment = Told.Ship(OrderId, 1);
        Told.Ship(OrderId, 1);
        Told.Return(OrderId, 1);
        Told.Cancel(held);
        Told.Refuse(Sku, 100);
        Told.Read(OrderId);
        Told.Repeat(Order);
        Told.Repeat(shipment);
        Told.Repeat(Receipt);

        Assert.Empty(Auditor.Check(Told.History, Told.Final));
    }

    [Fact]
    public void Check_OrderGone_SeesItLost()
    {
        var final = Told.Final;

        AssertBroken(Promise.OrderKept, final with { Orders = ImmutableDictionary<string, string>.Empty });
        AssertBroken(Promise.OrderKept, final with { ListedOrders = [] });
    }

    [Fact]
    public void Check_RefusedOrderGone_SeesItLost()
    {
        var refused = Story.IdOf(Told.Refuse(Sku, 100));

        AssertBroken(Promise.OrderKept, Told.Final with
        {
            Orders = Told.Final.Orders.Where(pair => pair.Key != refused).ToDictionary(),
        });
    }

    [Fact]
    public void Check_OrderThatNoAnswerNames_SeesIt()
    {
        var final = Told.Final;

        AssertBroken(Promise.OneOrder, final with { ListedOrders = [.. final.ListedOrders, "ord_other"] });
        AssertBroken(Promise.OneOrder, final with
        {
            Feed = [.. final.Feed, new("evt_other", "order.placed.v1", "ord_other", final.At)],
        });
    }

    [Fact]
    public void Check_TwoRequestsAnsweredWithOneOrder_SeesIt()
    {
        Told.Answer(
            Told.Begin(OperationKind.Place, "/api/v1/orders", lines: Order.Lines),
            201, Order.Answers[0].Body);

        AssertBroken(Promise.OneOrder, Told.Final);
    }

    [Fact]
    public void Check_RepeatAnsweredOtherwise_SeesIt()
    {
        Order.Record(Order.Answers[0] with { Body = Order.Answers[0].Body + " ", Replayed = true });

        AssertBroken(Promise.SameAnswer, Told.Final);
    }

    [Fact]
    public void Check_RepeatAnsweredWithAnotherStatus_SeesIt()
    {
        Receipt.Record(Receipt.Answers[0] with { Status = 200, Replayed = true });

        AssertBroken(Promise.SameAnswer, Told.Final);
    }

    [Fact]
    public void Check_RepeatNotKnownAsOne_SeesIt()
    {
        Order.Record(Order.Answers[0]);

        AssertBroken(Promise.SameAnswer, Told.Final);
    }

    [Fact]
    public void Check_KeyAcceptedForAnotherRequest_SeesIt()
    {
        Told.Answer(Told.Begin(OperationKind.ReuseKey, "/api/v1/orders"), 201, Order.Answers[0].Body);

        AssertBroken(Promise.SameAnswer, Told.Final);
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
        var refused = Story.IdOf(Told.Refuse(Sku, 3));

        AssertBroken(
            Promise.NotContradicted, WithOrder(refused, order => order with { Status = "confirmed" }));
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
        Told.Ship(OrderId, 1);
        var stale = Told.Begin(OperationKind.Read, $"/api/v1/orders/{OrderId}", OrderId);
        Told.Answer(stale, 200, Order.Answers[0].Body);

        AssertBroken(Promise.NotContradicted, Told.Final);
    }

    [Fact]
    public void Check_ReadThatFindsNoOrder_SeesItLost()
    {
        Told.Answer(Told.Begin(OperationKind.Read, $"/api/v1/orders/{OrderId}", OrderId), 404, "{}");

        AssertBroken(Promise.OrderKept, Told.Final);
    }

    [Fact]
    public void Check_HoldPastItsTime_SeesIt()
    {
        Told.Place(Sku, 1, holds: true);

        AssertBroken(Promise.HoldEnds, Told.Final with { At = Told.Final.At.AddHours(1) });
    }

    [Fact]
    public void Check_CancelThatHadNoEffect_SeesIt()
    {
        var before = Told.Final.Orders[OrderId];
        Told.Cancel(OrderId);

        AssertBroken(Promise.EffectOnce, Told.Final with
        {
            Orders = new Dictionary<string, string> { [OrderId] = before },
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
        Told.Ship(OrderId, 1);

        AssertBroken(Promise.EffectOnce, WithOrder(order => order with
        {
            Shipments = [.. order.Shipments, new(2, [new(1, 1)])],
            Version = order.Version + 1,
        }));
    }

    [Fact]
    public void Check_ShipmentLost_SeesIt()
    {
        Told.Ship(OrderId, 1);

        AssertBroken(Promise.EffectOnce, WithOrder(order => order with { Shipments = [] }));
    }

    [Fact]
    public void Check_RequestWithoutAnAnswer_SeesIt()
    {
        Told.History.AddFault("never answered");

        AssertBroken(Promise.Answered, Told.Final);
    }
}
