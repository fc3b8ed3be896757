using CsCheck;
using Storehouse.Inventory;
using Xunit;

namespace Storehouse.Tests.Inventory;

/// <summary>
/// Random lives of a SKU, decided by <see cref="StockDecider"/> and by a naive model. A failure prints the
/// shortest such life and the seed that repeats it.
/// </summary>
public sealed class StockModelTests
{
    private static readonly string[] Locations = ["main", "attic", "north"];

    private static readonly Gen<Step> Steps =
        Gen.Select(Gen.Int[0, 23], Gen.Int[0, 63], Gen.Int[0, 63], Gen.Int[0, 63])
            .Select((kind, a, b, c) => new Step(kind, a, b, c));

    [Fact]
    public void Life_AnySteps_AgreesWithTheModel() => Steps.List[1, 40].Sample(
        steps =>
        {
            var pair = new StockPair();
            foreach (var step in steps)
            {
                Take(pair, step);
                pair.AssertAgreement();
            }
        },
        iter: 10_000);

    private static void Take(StockPair pair, Step step)
    {
        switch (step.Kind)
        {
            case <= 7:
                pair.Reserve(DemandsOf(step), partial: step.C % 4 == 0);
                break;
            case <= 11:
                Move(pair, step);
                break;
            case <= 13:
                Adjust(pair, step);
                break;
            case 14:
                Count(pair, step);
                break;
            case <= 16:
                GiveBackOrShip(pair, step, release: true);
                break;
            case <= 18:
                GiveBackOrShip(pair, step, release: false);
                break;
            case 19:
                Return(pair, step);
                break;
            case 20:
                Withdraw(pair, step);
                break;
            case 21:
                pair.Model.MayWait = step.A % 3 > 0;
                var policy = pair.Model.MayWait ? BackorderPolicy.Allow : BackorderPolicy.Deny;
                pair.Command(new ChangeItem(null, null, false, null, null, null, policy, null));
                break;
            default:
                pair.Fill(1 + (step.A % 3));
                break;
        }
    }

    private static Demand[] DemandsOf(Step step)
    {
        var seed = (step.A * 64 * 64) + (step.B * 64) + step.C;
        return [.. Enumerable.Range(1, 1 + (seed % 3)).Select(line =>
        {
            var bits = seed / (3 * line * line);
            return new Demand(line, 1 + (bits % 5), (bits / 5 % 6) switch
            {
                0 => "main",
                1 => "north",
                2 => "attic",
                _ => null,
            });
        })];
    }

    private static void Move(StockPair pair, Step step)
    {
        var (location, quantity) = (Locations[step.A % 3], 1 + (step.B % 8));
        var (model, incoming) = (pair.Model, pair.Model.Incoming.GetValueOrDefault(location));
        switch (step.C % 5)
        {
            case 0 or 1:
                model.Put(location, quantity);
                Assert.Equal(StockOutcome.Done, pair.Command(Given.Receive(quantity, location)));
                break;
            case 2:
                model.Announce(location, quantity);
                Assert.Equal(
                    StockOutcome.Done,
                    pair.Command(Given.Receive(quantity, location, ReceiptStage.Announced)));
                break;
            case 3:
                var arrives = pair.Command(Given.Receive(quantity, location, ReceiptStage.Arrived));
                AssertEnough(quantity <= incoming, arrives);
                if (arrives == StockOutcome.Done)
                {
                    model.Put(location, quantity);
                    model.Incoming[location] -= quantity;
                }

                break;
            default:
                var target = Locations[(step.A + 1) % 3];
                var moves = pair.Command(new TransferStock(location, target, quantity, "r", null, null));
                AssertEnough(quantity <= model.Available.GetValueOrDefault(location), moves);
                if (moves == StockOutcome.Done)
                {
                    model.Put(location, -quantity);
                    model.Put(target, quantity);
                }

                break;
        }
    }

    private static void Adjust(StockPair pair, Step step)
    {
        var location = Locations[step.A % 3];
        var quantity = (step.B % 9) - 4;
        if (quantity == 0)
        {
            pair.Model.Put(location, 2);
            pair.Command(new AcceptUnmatchedReturn(location, 2, "r", null, null));
            return;
        }

        var outcome = pair.Command(new AdjustStock(location, quantity, "r", null, null));
        AssertEnough(pair.Model.Available.GetValueOrDefault(location) + quantity >= 0, outcome);
        if (outcome == StockOutcome.Done)
        {
            pair.Model.Put(location, quantity);
        }
    }

    private static void Count(StockPair pair, Step step)
    {
        var (location, counted) = (Locations[step.A % 3], step.B % 12);
        var reserved = pair.Model.ReservedAt(location);
        var outcome = pair.Command(new CountStock(location, counted, "r", null, null));
        Assert.Equal(counted < reserved ? StockOutcome.CountBelowReserved : StockOutcome.Done, outcome);
        if (outcome == StockOutcome.Done)
        {
            pair.Model.Put(location, counted - pair.Model.OnHand(location));
        }
    }

    private static void GiveBackOrShip(StockPair pair, Step step, bool release)
    {
        var held = pair.Model.Reserved.Where(units => units.Value > 0).ToList();
        if (held.Count == 0)
        {
            return;
        }

        var order = held[step.A % held.Count].Key.Order;
        Allocation[] units = [.. held.Where(unit => unit.Key.Order == order).Select(unit => new Allocation(
            unit.Key.Line, unit.Key.Location, step.B % 2 == 0 ? unit.Value : 1 + (step.C % unit.Value)))];
        if (release)
        {
            pair.Model.Release(order, units);
            pair.Message(new ReleaseStock(order, [.. units]));
        }
        else
        {
            pair.Model.Ship(order, units);
            pair.Message(new ShipStock(order, [.. units]));
        }
    }

    private static void Return(StockPair pair, Step step)
    {
        var gone = pair.Model.Shipped.Where(units => units.Value > 0).ToList();
        if (gone.Count > 0)
        {
            var ((order, line, place), units) = gone[step.A % gone.Count];
            var back = new Allocation(line, Locations[step.B % 3], 1 + (step.C % units));
            pair.Model.Shipped[(order, line, place)] -= back.Quantity;
            pair.Model.Put(back.Location, back.Quantity);
            pair.Message(new ReturnStock(order, [back], "r"));
        }
    }

    private static void Withdraw(StockPair pair, Step step)
    {
        var place = step.A % (pair.Model.Waiting.Count + 1);
        if (place == pair.Model.Waiting.Count)
        {
            Assert.Same(StockDecision.Nothing, pair.Message(new WithdrawBackorder("nobody")));
            return;
        }

        pair.Message(new WithdrawBackorder(pair.Model.Waiting[place].Order));
        pair.Model.Waiting.RemoveAt(place);
    }

    private static void AssertEnough(bool enough, StockOutcome outcome) =>
        Assert.Equal(enough ? StockOutcome.Done : StockOutcome.InsufficientStock, outcome);

    private readonly record struct Step(int Kind, int A, int B, int C);
}
