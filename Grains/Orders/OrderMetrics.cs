using System.Diagnostics.Metrics;

namespace Storehouse.Orders;

/// <summary>What becomes of orders, and how long that takes, under the meter <c>Storehouse.Orders</c>.</summary>
public static class OrderMetrics
{
    private const string Label = "outcome";
    private const string Confirmed = "confirmed";
    private const string Held = "reserved";
    private const string Rejected = "rejected";

    private static readonly Meter Meter = new("Storehouse.Orders");

    private static readonly Counter<long> Placed =
        Meter.CreateCounter<long>("storehouse.orders.placed", "{order}", "Orders accepted, durable.");

    private static readonly Counter<long> Outcomes =
        Meter.CreateCounter<long>("storehouse.orders.outcomes", "{order}", "What became of orders.");

    private static readonly Histogram<double> DecisionDuration = Meter.CreateHistogram(
        "storehouse.orders.decision.duration", "s", "From the commit that placed an order to the deciding one.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [
                0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
            ],
        });

    /// <summary>Makes every counter known, at 0, so that its first step is seen as one.</summary>
    public static void Begin()
    {
        Placed.Add(0);
        foreach (var outcome in (string[])[Confirmed, Held, Rejected, "expired", "cancelled", "completed"])
        {
            Outcomes.Add(0, new KeyValuePair<string, object?>(Label, outcome));
        }
    }

    /// <param name="wasPending">Whether the order was undecided before these events.</param>
    internal static void Committed(IEnumerable<OrderEvent> events, bool wasPending, OrderProgress after)
    {
        foreach (var happened in events)
        {
            if (happened is OrderPlaced)
            {
                Placed.Add(1);
                continue;
            }

            if (OutcomeOf(happened) is not { } outcome)
            {
                continue;
            }

            var label = new KeyValuePair<string, object?>(Label, outcome);
            Outcomes.Add(1, label);
            if (wasPending && outcome is Confirmed or Held or Rejected)
            {
                // By the entries, not by when the customer placed it: an imported order is old.
                var duration = after.State.UpdatedAt - after.Placed.State.UpdatedAt;
                DecisionDuration.Record(Math.Max(0, duration.TotalSeconds), label);
                wasPending = false;
            }
        }
    }

    private static string? OutcomeOf(OrderEvent happened) => happened switch
    {
        OrderConfirmed => Confirmed,
        OrderHeld => Held,
        OrderRejected => Rejected,
        OrderExpired => "expired",
        OrderCancelled => "cancelled",
        OrderCompleted => "completed",
        _ => null,
    };
}
