using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class StockDeciderBackorderTests
{
    [Fact]
    public void Reserve_MoreThanThereIs_TheRestWaits()
    {
        var state = Given.Stock(main: 2, backorder: BackorderPolicy.Allow);
        var request = Given.Reserve("o", new Demand(1, 1, null), new Demand(2, 3, null));
        var decision = StockDecider.Handle(state, request with { Trace = "00-t" }, null);

        var answer = Assert.Single(decision.Effects.Bodies<StockWasReserved>());
        Assert.Equal([new Allocation(1, "main", 1), new Allocation(2, "main", 1)], answer.Allocations);
        Assert.Equal([new Demand(2, 2, null)], answer.Backordered);
        Assert.Empty(answer.Cut);

        var deferral = Assert.Single(decision.Effects.Deferrals);
        Assert.Equal(("o", null), (deferral.Key, deferral.DueAt));
        Assert.Equal((Topics.Stock, Given.Sku), (deferral.Message.Topic, deferral.Message.Key));
        var waiting = Assert.IsType<WaitingOrder>(deferral.Message.Body);
        Assert.Equal(("o", "00-t"), (waiting.OrderId, waiting.Trace));
        Assert.Equal(answer.Backordered, waiting.Demands);
        Assert.Equal(2, state.After(decision).Backordered);
    }

    [Fact]
    public void Reserve_PartialOfItemThatMayWait_WaitsInsteadOfBeingCut()
    {
        var state = Given.Stock(backorder: BackorderPolicy.Allow);
        var decision = StockDecider.Handle(state, Given.Reserve("o", 3) with { Partial = true }, null);
        var answer = Assert.Single(decision.Effects.Bodies<StockWasReserved>());
        Assert.Equal([new Demand(1, 3, null)], answer.Backordered);
    }

    [Fact]
    public void Reserve_WhileOthersWaitForTheSameUnits_QueuesBehindThem()
    {
        var state = Waiting(("first", 5, null)).Do(Given.Receive(4));
        var decision = StockDecider.Handle(state, Given.Reserve("second", 1), null);
        var answer = Assert.Single(decision.Effects.Bodies<StockWasReserved>());
        Assert.Empty(answer.Allocations);
        Assert.Equal([new Demand(1, 1, null)], answer.Backordered);
    }

    [Fact]
    public void Reserve_WhileOthersWaitAndNoMoreMay_Refused()
    {
        var state = Waiting(("first", 5, null)).Do(Given.Receive(4))
            .Do(new ChangeItem(null, null, false, null, null, null, BackorderPolicy.Deny, null));
        var decision = StockDecider.Handle(state, Given.Reserve("second", 1), null);
        var answer = Assert.Single(decision.Effects.Bodies<StockWasRefused>());
        Assert.Equal([new Shortage(1, Given.Sku, 1, 0)], answer.Shortages);
    }

    [Fact]
    public void Reserve_WhatNobodyWaitsFor_IsHadAtOnce()
    {
        var state = Waiting(("first", 5, "north")).Do(Given.Receive(4)).Do(Given.Receive(7, "north"));
        var decision = StockDecider.Handle(state, Given.Reserve("second", 6), null);
        Assert.Equal(
            [new Allocation(1, "main", 4), new Allocation(1, "north", 2)],
            Assert.Single(decision.Effects.Bodies<StockWasReserved>()).Allocations);
    }

    [Fact]
    public void Reserve_MoreWaitingUnitsThanTheCounterHolds_Refused()
    {
        var state = Waiting(("first", int.MaxValue, null));
        var decision = StockDecider.Handle(state, Given.Reserve("second", 1), null);
        Assert.Single(decision.Effects.Bodies<StockWasRefused>());
    }

    [Fact]
    public void Fill_EnoughForTheFirstAndPartOfTheSecond_FirstComeFirstServed()
    {
        var state = Waiting(("first", 3, null), ("second", 4, null), ("third", 1, null)).Do(Given.Receive(5));
        var decision = StockDecider.Fill(
            state, [Order("first", 3) with { Trace = "00-t" }, Order("second", 4), Order("third", 1)]);

        Assert.Equal(
            [("first", 0), ("second", 2)],
            decision.Events.Cast<BackorderFilled>().Select(e => (e.OrderId, e.Remaining)));
        Assert.Equal(["first", "second"], decision.Effects.Messages.Select(m => m.Key));
        Assert.Equal("00-t", decision.Effects.Bodies<BackorderWasFilled>()[0].Trace);
        Assert.Equal(["first"], decision.Effects.Withdrawals);
        var left = Assert.IsType<WaitingOrder>(Assert.Single(decision.Effects.Deferrals).Message.Body);
        Assert.Equal("second", left.OrderId);
        Assert.Equal([new Demand(1, 2, null)], left.Demands);

        var after = state.After(decision);
        Assert.Equal(3, after.Backordered);
        Assert.Equal(0, after.Available);
        Assert.False(after.CanFill);
    }

    [Fact]
    public void Fill_FirstWaitsForAnotherLocation_TheNextIsServed()
    {
        var state = Waiting(("first", 3, "north"), ("second", 4, null)).Do(Given.Receive(4));
        var decision = StockDecider.Fill(state, [Order("first", 3, "north"), Order("second", 4)]);
        Assert.Equal("second", Assert.Single(decision.Events.Cast<BackorderFilled>()).OrderId);
        Assert.Equal(3, state.After(decision).WaitingAt["north"]);
    }

    [Fact]
    public void Fill_NothingAvailable_Nothing() => Assert.Same(
        StockDecision.Nothing, StockDecider.Fill(Waiting(("first", 3, null)), [Order("first", 3)]));

    [Fact]
    public void Fill_DownToTheThreshold_RanLow()
    {
        var state = Given.Stock(main: 0, backorder: BackorderPolicy.Allow, lowAt: 2)
            .Do(Given.Reserve("first", 4)).Do(Given.Receive(5));
        Assert.False(state.IsLow);
        Assert.Equal(new StockRanLow(1, 2), StockDecider.Fill(state, [Order("first", 4)]).Events[^1]);
    }

    [Fact]
    public void CanFill_OnlyWhileSomebodyWaitsForWhatIsThere()
    {
        var state = Waiting(("first", 3, "north"));
        Assert.False(state.CanFill);
        Assert.False(state.Do(Given.Receive(1)).CanFill);
        Assert.True(state.Do(Given.Receive(1, "north")).CanFill);
    }

    [Fact]
    public void Withdraw_WhileWaiting_StopsWaiting()
    {
        var state = Waiting(("first", 3, "north"), ("second", 4, null));
        var decision = StockDecider.Handle(state, new WithdrawBackorder("first"), Order("first", 3, "north"));
        Assert.Equal(3, Assert.IsType<BackorderWithdrawn>(Assert.Single(decision.Events)).Quantity);
        Assert.Equal(["first"], decision.Effects.Withdrawals);
        var after = state.After(decision);
        Assert.Equal(4, after.Backordered);
        Assert.Empty(after.WaitingAt);
    }

    [Fact]
    public void Withdraw_NoLongerWaiting_Nothing() => Assert.Same(
        StockDecision.Nothing,
        StockDecider.Handle(Given.Stock(), new WithdrawBackorder("first"), null));

    private static WaitingOrder Order(string orderId, int quantity, string? location = null) =>
        new(orderId, [new(1, quantity, location)]);

    private static StockState Waiting(params (string OrderId, int Quantity, string? Location)[] orders) =>
        orders.Aggregate(
            Given.Stock(backorder: BackorderPolicy.Allow),
            static (state, order) =>
                state.Do(Given.Reserve(order.OrderId, new Demand(1, order.Quantity, order.Location))));
}
