using Storehouse.Tests.Chaos.Audit;
using Storehouse.Tests.Chaos.Recording;
using Xunit;

namespace Storehouse.Tests.Chaos.Tests;

/// <summary>A receipt of ten units and an order of two, all books right, for a test to spoil.</summary>
public abstract class SpoiledStory
{
    protected const string Sku = "A";

    protected SpoiledStory()
    {
        Receipt = Told.Receive(Sku, 10);
        Order = Told.Place(Sku, 2);
        OrderId = Story.IdOf(Order);
    }

    private protected Story Told { get; } = new();

    protected Operation Receipt { get; }

    protected Operation Order { get; }

    protected string OrderId { get; }

    protected void AssertBroken(Promise promise, FinalState final) =>
        Assert.Contains(Auditor.Check(Told.History, final), violation => violation.Promise == promise);

    protected FinalState WithOrder(Func<OrderDocument, OrderDocument> change) => WithOrder(OrderId, change);

    protected FinalState WithOrder(string id, Func<OrderDocument, OrderDocument> change)
    {
        var orders = Told.Final.Orders.ToDictionary();
        orders[id] = Documents.Write(change(Documents.Read<OrderDocument>(orders[id])));
        return Told.Final with { Orders = orders };
    }

    protected FinalState WithTotals(Func<TotalsDocument, TotalsDocument> change)
    {
        var stock = Told.Final.Inventory[Sku];
        return Told.Final with
        {
            Inventory = new Dictionary<string, InventoryDocument>
            {
                [Sku] = stock with { Totals = change(stock.Totals) },
            },
        };
    }

    protected FinalState WithLedger(IReadOnlyList<LedgerEntryDocument> ledger) => Told.Final with
    {
        Ledgers = new Dictionary<string, IReadOnlyList<LedgerEntryDocument>> { [Sku] = ledger },
    };

    protected FinalState WithFeed(IReadOnlyList<EventDocument> feed) => Told.Final with
    {
        Feed = feed,
        Followed = [.. feed.Select(happened => happened.Id)],
    };
}
