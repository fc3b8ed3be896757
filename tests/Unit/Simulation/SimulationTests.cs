using System.Collections.Concurrent;
using CsCheck;
using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Simulation;

/// <summary>
/// Many orders and SKUs at once, messages delivered in any order that keeps each aggregate's own, often
/// twice, with restarts in between. A failure prints the seed that repeats it.
/// </summary>
public sealed class SimulationTests
{
    private const int DrainStepsMax = 100_000;
    private static readonly string[] Skus = ["A", "B", "C", "POST"];
    private static readonly string?[] Places = ["main", "north", null, null, null];

    [Fact]
    public void House_AnyInterleavingWithRepeats_BooksCloseAndEveryOrderIsDecided() =>
        Gen.Int.Sample(
            seed => { Run(new Random(seed)); }, iter: 400);

    [Fact]
    public void House_SkusAreSplitAndMerged_NobodyIsRefusedWhileAShareHasUnits()
    {
        var happened = new ConcurrentDictionary<Type, int>();
        Gen.Int.Sample(
            seed =>
            {
                var random = new Random(seed);
                var house = Run(random, house => SplitSome(house, random));
                foreach (var item in house.Happened)
                {
                    happened.AddOrUpdate(item, 1, static (_, count) => count + 1);
                }
            },
            iter: 1_000);

        Assert.All(
            [
                typeof(StockMerged), typeof(ReservationParked), typeof(ReservationsResumed), typeof(StockRefused),
                typeof(ShareReserved), typeof(ShareReleased), typeof(ShareShipped),
            ],
            type => Assert.True(happened.GetValueOrDefault(type) > 100, $"{type.Name} hardly happened"));
    }

    private static void SplitSome(House house, Random random)
    {
        var sku = Skus[random.Next(3)];
        switch (random.Next(12))
        {
            case <= 3:
                house.ReadTerms(sku);
                break;
            case 4:
                house.Execute(sku, Given.Receive(random.Next(1, 60)));
                break;
            case 5:
                house.Split(sku, random.Next(1, 4));
                break;
            case 6:
                house.Execute(sku, new AdjustStock("main", -random.Next(1, 30), "r", null, null));
                break;
            default:
                DeliverSome(house, random);
                break;
        }
    }

    private static House Run(Random random, Action<House>? also = null)
    {
        var house = Open(random);
        for (var step = 0; step < 150; step++)
        {
            also?.Invoke(house);
            Take(house, random);
        }

        Drain(house, random);
        house.PassTime(TimeSpan.FromHours(1));
        Drain(house, random);
        HouseAudit.AssertBooksClose(house);
        return house;
    }

    private static House Open(Random random)
    {
        var house = new House();
        foreach (var sku in Skus)
        {
            house.Define(sku, Given.Item with
            {
                Stocked = sku != "POST",
                LowStockThreshold = random.Next(4),
                Backorder = random.Next(2) == 0 ? BackorderPolicy.Allow : BackorderPolicy.Deny,
            });
        }

        return house;
    }

    private static void Take(House house, Random random)
    {
        var orders = house.Orders.Keys.ToList();
        var orderId = orders.Count == 0 ? null : orders[random.Next(orders.Count)];
        var sku = Skus[random.Next(3)];
        switch (random.Next(20))
        {
            case <= 3:
                house.Place($"order-{orders.Count}", NewOrder(random));
                break;
            case 4 or 5:
                house.Execute(sku, Given.Receive(random.Next(1, 12), random.Next(3) == 0 ? "north" : "main"));
                break;
            case 6:
                house.Execute(sku, NewMovement(random));
                break;
            case 7 or 8 when orderId is not null:
                house.Execute(orderId, NewCommand(random));
                break;
            case 9 when orderId is not null:
                house.Restart(orderId, sku);
                break;
            case 10:
                house.PassTime(TimeSpan.FromMinutes(random.Next(12)));
                break;
            case 11:
                house.Fill(sku, random.Next(1, 4));
                break;
            default:
                DeliverSome(house, random);
                break;
        }
    }

    private static PlaceOrder NewOrder(Random random) => new(
        null,
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new OrderLineRequest(
            Skus[random.Next(Skus.Length)], random.Next(1, 6), Places[random.Next(Places.Length)]))],
        random.Next(3) == 0 ? TimeSpan.FromMinutes(random.Next(1, 30)) : null,
        random.Next(4) == 0,
        ShipWhenConfirmed: random.Next(4) == 0);

    private static OrderCommand NewCommand(Random random) => random.Next(5) switch
    {
        0 => new ConfirmOrder(),
        1 => new CancelOrder("r"),
        2 => new ShipOrder([new(random.Next(1, 3), random.Next(1, 3))], null, null),
        3 => new ShipOrder([], null, null),
        _ => new ReturnOrder([new(random.Next(1, 3), 1)], random.Next(2) == 0 ? "main" : "north", "r"),
    };

    private static StockCommand NewMovement(Random random) => random.Next(4) switch
    {
        0 => new AdjustStock("main", -random.Next(1, 4), "r", null, null),
        1 => new TransferStock("main", "north", random.Next(1, 4), "r", null, null),
        2 => new CountStock("north", random.Next(8), "r", null, null),
        _ => new ChangeItem(
            null, null, false, null, null, null,
            random.Next(2) == 0 ? BackorderPolicy.Allow : BackorderPolicy.Deny, null),
    };

    private static void DeliverSome(House house, Random random)
    {
        var mail = house.WithMail;
        if (mail.Count > 0)
        {
            house.Deliver(mail[random.Next(mail.Count)], random.Next(1, 5), again: random.Next(6));
        }
    }

    private static void Drain(House house, Random random)
    {
        for (var step = 0; step < DrainStepsMax; step++)
        {
            if (house.WithMail.Count > 0)
            {
                DeliverSome(house, random);
            }
            else if (Array.Find(Skus, sku => house.Stock[sku].CanServe) is { } fillable)
            {
                house.Fill(fillable, house.Waiting[fillable].Count + house.Parked[fillable].Count);
            }
            else
            {
                return;
            }
        }

        Assert.Fail($"Messages are still under way after {DrainStepsMax} deliveries.");
    }
}
