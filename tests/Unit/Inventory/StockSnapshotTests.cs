using Storehouse.Inventory;
using Storehouse.Journaling;
using Xunit;

namespace Storehouse.Tests.Inventory;

public sealed class StockSnapshotTests
{
    [Fact]
    public void Snapshot_HundredThousandOpenOrders_AsSmallAsOne()
    {
        var one = Fold(1);
        var many = Fold(100_000);
        Assert.Equal(100_000, many.BalanceAt("main").Reserved);
        Assert.Equal(100_000, many.Backordered);

        // The same fields, a few more digits.
        Assert.InRange(SizeOf(many) - SizeOf(one), 0, 30);
        Assert.InRange(SizeOfNext(many) - SizeOfNext(one), 0, 30);
    }

    [Fact]
    public void Snapshot_ReadBack_IsTheSameState()
    {
        var state = Fold(3)
            .Do(Given.Receive(4, "north"))
            .Do(Given.Receive(5, stage: ReceiptStage.Announced))
            .Do(Given.Reserve("x", new Demand(1, 2, "south")))
            .Do(new AdjustStock("main", 3, "found", null, null))
            .Do(new ShipStock("order-0", [new(1, "main", 1)]))
            .Do(new AcceptUnmatchedReturn("main", 2, "back", null, null));
        var json = DomainJson.Encode(state.ToSnapshot());
        var back = StockState.From(Given.Sku, DomainJson.DecodeStockSnapshot(json));

        Assert.Equal(json, DomainJson.Encode(back.ToSnapshot()));
        Assert.Equal(state.Available, back.Available);
        Assert.Equal(state.Backordered, back.Backordered);
        Assert.Equal(state.Locations, back.Locations);
        Assert.Equal(state.WaitingAt, back.WaitingAt);
    }

    private static StockState Fold(int orders)
    {
        var state = Given.Stock(main: orders, backorder: BackorderPolicy.Allow);
        for (var number = 0; number < orders; number++)
        {
            state = state.Do(Given.Reserve($"order-{number}", 1));
        }

        for (var number = 0; number < orders; number++)
        {
            state = state.Do(Given.Reserve($"late-{number}", 1));
        }

        return state;
    }

    private static int SizeOfNext(StockState state) =>
        DomainJson.Encode(StockDecider.Handle(state, Given.Reserve("next", 1), null).Events).Length;

    private static int SizeOf(StockState state) => DomainJson.Encode(state.ToSnapshot()).Length;
}
