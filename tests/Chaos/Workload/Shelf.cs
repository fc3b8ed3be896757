using System.Globalization;
using Storehouse.Tests.Chaos.Server;

namespace Storehouse.Tests.Chaos.Workload;

/// <summary>The items that are ordered: few, and few of each, so that orders fight over them.</summary>
public static class Shelf
{
    public const string Main = "main";
    public const string Overflow = "overflow";
    private const string BackorderedSku = "CHAOS-WAIT";
    private const string PostageSku = "CHAOS-POST";
    private const int OpeningUnits = 60;

    /// <summary>SKUs with stock; the first is wanted most.</summary>
    public static IReadOnlyList<string> Stocked { get; } =
        [.. Enumerable.Range(0, 11).Select(index => $"CHAOS-{index:D2}"), BackorderedSku];

    /// <summary>A SKU to order: the first one in every third draw, postage in some.</summary>
    public static string Draw(Random random) => random.Next(12) switch
    {
        < 4 => Stocked[0],
        4 => PostageSku,
        5 => BackorderedSku,
        _ => Stocked[random.Next(Stocked.Count)],
    };

    public static async Task Fill(Session staff, CancellationToken cancellation)
    {
        foreach (var sku in Stocked)
        {
            await staff.Put($"/api/v1/items/{sku}", Item(sku), cancellation);
            var receipt = Deck.Movement(
                "receipts", sku, $"opening-{sku}",
                new { quantity = OpeningUnits, location = Main, reason = "opening stock" }, staff.Username);
            await staff.Send(receipt, cancellation);
        }

        await staff.Put($"/api/v1/items/{PostageSku}", Item(PostageSku), cancellation);
    }

    private static object Item(string sku) => new
    {
        name = $"Item {sku}",
        unit_price = new { amount = 100 + sku.Sum(character => character), currency = "GBP" },
        backorder = sku == BackorderedSku ? "allow" : "deny",
        stocked = sku != PostageSku,
        attributes = new { made = DateTime.UnixEpoch.Year.ToString(CultureInfo.InvariantCulture) },
    };
}
