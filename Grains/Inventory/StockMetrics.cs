using System.Diagnostics.Metrics;
using Storehouse.Journal;
using Storehouse.Orders;

namespace Storehouse.Inventory;

/// <summary>What orders are answered by SKUs, under the meter <c>Storehouse.Inventory</c>.</summary>
public static class StockMetrics
{
    internal const string Split = "split";
    private const string Backorder = "backorder";
    private const string Plain = "plain";

    private static readonly Meter Meter = new("Storehouse.Inventory");

    private static readonly Counter<long> Reservations = Meter.CreateCounter<long>(
        "storehouse.inventory.reservations", "{reservation}", "Answers to orders that asked a SKU for units.");

    private static readonly Counter<long> ReservedUnits = Meter.CreateCounter<long>(
        "storehouse.inventory.reserved.units", "{unit}", "Units reserved by them.");

    /// <summary>Makes every counter known, at 0, so that its first step is seen as one.</summary>
    public static void Begin()
    {
        foreach (var @class in (string[])[Plain, Backorder, Split])
        {
            ReservedUnits.Add(0, Class(@class));
            foreach (var outcome in (string[])["reserved", "cut", "backordered", "refused"])
            {
                Reservations.Add(0, Class(@class), new("outcome", outcome));
            }
        }
    }

    /// <summary>Few by nature, unlike the SKUs themselves.</summary>
    internal static string ClassOf(StockState state) =>
        state.Shares is not null ? Split
        : state.Item is { Backorder: BackorderPolicy.Allow } ? Backorder
        : Plain;

    internal static void Committed(IReadOnlyList<JournalMessage> messages, string @class)
    {
        foreach (var message in messages)
        {
            switch (message.Body)
            {
                case StockWasReserved answer:
                    Reservations.Add(1, Class(@class), new("outcome", OutcomeOf(answer)));
                    ReservedUnits.Add(StockDecider.UnitsOf(answer.Allocations), Class(@class));
                    break;
                case StockWasRefused:
                    Reservations.Add(1, Class(@class), new("outcome", "refused"));
                    break;
            }
        }
    }

    private static string OutcomeOf(StockWasReserved answer) =>
        !answer.Backordered.IsEmpty ? "backordered" : answer.Cut.IsEmpty ? "reserved" : "cut";

    private static KeyValuePair<string, object?> Class(string @class) => new("class", @class);
}
