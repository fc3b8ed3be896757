using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

public sealed class OrderStateTests
{
    [Fact]
    public void ToView_AfterAWholeLife_ShowsAllOfIt()
    {
        var shipTo = new SealedText("usr_1", [1, 2, 3]);
        var view = Placed.Pending(Placed.Usual with { Reference = "PO-7", ShipTo = shipTo })
            .Heard(Placed.AllReserved)
            .Asked(Placed.Ship(new LineQuantity(1, 4)))
            .Asked(Placed.Return(new LineQuantity(1, 1)))
            .ToView(5);

        Assert.Equal(
            (Given.OrderId, "usr_1", "PO-7", 5L), (view.OrderId, view.UserId, view.Reference, view.Version));
        Assert.Equal(OrderStatus.PartiallyShipped, view.Status);
        Assert.Same(shipTo, view.ShipTo);
        Assert.Equal("00-t", view.Trace);
        Assert.Equal(new Money((7 * 250) + 395, "GBP"), view.Total);
        Assert.Equal((Given.Now, Given.Now, null), (view.PlacedAt, view.DecidedAt, view.ExpiresAt));
        var line = view.Lines[0];
        Assert.Equal((5, 5, 1, 0, 4, 1),
            (line.Quantity, line.Accepted, line.Reserved, line.Backordered, line.Shipped, line.Returned));
        Assert.Equal([new LineQuantity(1, 4)], Assert.Single(view.Shipments).Lines);
        Assert.Equal([new LineQuantity(1, 1)], Assert.Single(view.Returns).Lines);
    }

    [Fact]
    public void ToView_Held_ShowsWhenItExpires()
    {
        var expiry = Given.Now.AddMinutes(15);
        Assert.Equal(expiry, Placed.Held().ToView(2).ExpiresAt);
        Assert.Equal(expiry, Placed.Expired().ToView(3).ExpiresAt);
        Assert.Null(Placed.Held().Asked(new CancelOrder("r")).ToView(3).ExpiresAt);
    }

    [Fact]
    public void Apply_EventsThatDoNotFit_NeverThrows()
    {
        OrderEvent[] strangers =
        [
            new OrderStockReserved("X", [new(7, "main", 1)], [new(0, 1, null)], [new(-1, "X", 1, 0)]),
            new OrderStockRefused("X", []),
            new OrderShipped(1, [new(9, 1)], [new(1, "nowhere", 1)], null, null, "a"),
            new OrderReturned(1, [new(9, 1)], "main", "r", "a"),
            new OrderBackorderFilled("X", [new(9, "main", 1)]),
            new OrderBackorderDeclined("X", [new(9, "main", 1)]),
        ];
        foreach (var state in new[] { OrderState.Empty(Given.OrderId), Placed.Pending() })
        {
            var after = state.ApplyAll([.. strangers], Given.Now);
            Assert.Equal(state.Lines.Length, after.Lines.Length);
        }
    }
}
