using CsCheck;
using Storehouse.Inventory;
using Storehouse.Orders;
using Xunit;

namespace Storehouse.Tests.Orders;

/// <summary>
/// Random lives of an order. A failure prints the shortest such life and the seed that repeats it.
/// </summary>
public sealed class OrderSequenceTests
{
    private static readonly string[] Skus = ["A", "B", "POST"];

    private static readonly Gen<Step> Steps =
        Gen.Select(Gen.Int[0, 15], Gen.Int[0, 63], Gen.Int[0, 63])
            .Select((kind, a, b) => new Step(kind, a, b));

    private static readonly Gen<PlaceOrder> Orders = Gen.Select(
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 5], Gen.Bool).Array[1, 5], Gen.Bool, Gen.Bool, Gen.Int[0, 4])
        .Select((lines, partial, isHeld, gone) => new PlaceOrder(
            null,
            [.. lines.Select(line => new OrderLineRequest(
                Skus[line.Item1], line.Item2, line.Item3 ? "main" : null))],
            isHeld ? TimeSpan.FromMinutes(15) : null,
            partial,
            ShipWhenConfirmed: gone == 0));

    [Fact]
    public void Life_AnySteps_EveryUnitAccountedForAndADecisionReached() =>
        Gen.Select(Orders, Steps.List[1, 30]).Sample(
            (order, steps) =>
            {
                var run = new OrderRun(order);
                foreach (var step in steps)
                {
                    Take(run, step);
                }

                run.Finish();
            },
            iter: 20_000);

    private static void Take(OrderRun run, Step step)
    {
        switch (step.Kind)
        {
            case <= 4 when run.Unanswered.Count > 0:
                Answer(run, step);
                break;
            case 5:
                run.StartFill(step.A, step.B);
                break;
            case 6:
                run.FinishFill();
                break;
            case 7:
                run.Hear(new HoldRanOut());
                break;
            case 8:
                run.Hear(new ReturnWindowClosed());
                break;
            case 9:
                HearAgain(run);
                break;
            case 10:
                run.Now += TimeSpan.FromMinutes(step.A / 4);
                break;
            default:
                Ask(run, step);
                break;
        }
    }

    private static void Answer(OrderRun run, Step step)
    {
        var sku = run.Unanswered[step.A % run.Unanswered.Count];
        Func<Demand, int> give = (step.B % 4) switch
        {
            0 => demand => (step.B * demand.Line) % (demand.Quantity + 1),
            1 => static _ => 0,
            _ => static demand => demand.Quantity,
        };
        run.Reserve(sku, give, mayWait: step.A % 3 == 0);
    }

    private static void HearAgain(OrderRun run)
    {
        foreach (var sku in Skus.Except(run.Unanswered))
        {
            OrderMessage[] repeats =
                [new StockWasReserved(sku, [new(1, "main", 1)], [], []), new StockWasRefused(sku, [])];
            Assert.All(repeats, message => Assert.Same(
                OrderDecision.Nothing, OrderDecider.Handle(run.State, message, run.Now, Given.Policy)));
        }
    }

    private static void Ask(OrderRun run, Step step)
    {
        LineQuantity[] lines = (step.B % 4) switch
        {
            0 => [],
            1 => [new(1 + (step.A % 5), 1 + (step.B / 8))],
            _ => [new(1 + (step.A % 5), 1), new(1 + (step.B % 5), 1)],
        };
        var (name, command) = step.Kind switch
        {
            11 => ("confirm", (OrderCommand)new ConfirmOrder()),
            12 => ("cancel", new CancelOrder("r")),
            13 or 14 => ("ship", Placed.Ship(lines)),
            _ => ("return", Placed.Return(lines)),
        };
        var allowed = IsAllowed(run, name);
        Assert.Equal(allowed, run.Ask(command) != OrderOutcome.IllegalTransition);
    }

    private static bool IsAllowed(OrderRun run, string command) => (run.State.Status, command) switch
    {
        (OrderStatus.Reserved, "confirm") => run.Now < run.State.ExpiresAt,
        (OrderStatus.Reserved or OrderStatus.Confirmed, "cancel") => true,
        (OrderStatus.Confirmed or OrderStatus.PartiallyShipped, "ship") => true,
        (OrderStatus.PartiallyShipped or OrderStatus.Shipped or OrderStatus.Completed, "return") => true,
        _ => false,
    };

    private readonly record struct Step(int Kind, int A, int B);
}
