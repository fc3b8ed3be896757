using System.Data.Common;
using Storehouse.Tests.Bench.Load;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>Holds what clients were told against the baseline's tables.</summary>
public static class BaselineBooks
{
    public static async Task<IReadOnlyList<string>> Check(DbConnection connection, Tally told)
    {
        var faults = new List<string>();
        var oversold = await Column(
            connection, "SELECT sku, 1 FROM items WHERE reserved < 0 OR on_hand < reserved");
        if (oversold.Count > 0)
        {
            faults.Add($"{oversold.Count} items are oversold");
        }

        var confirmed = await Column(connection, "SELECT id, 1 FROM orders WHERE status = 'confirmed'");
        if (confirmed.Count != told.OrderIds.Count || !told.OrderIds.All(confirmed.ContainsKey))
        {
            faults.Add(
                $"{told.OrderIds.Count} orders were confirmed to clients, {confirmed.Count} are there");
        }

        var bySku = Enumerable.Range(0, told.UnitsTaken.Length)
            .Where(sku => told.UnitsTaken[sku] > 0)
            .ToDictionary(BenchSku.Name, sku => (long)told.UnitsTaken[sku]);
        await Compare(
            "order lines", "SELECT sku, CAST(sum(reserved) AS bigint) FROM order_lines GROUP BY sku");
        await Compare("items", "SELECT sku, reserved FROM items WHERE reserved <> 0");
        await Compare("ledger", "SELECT sku, CAST(sum(quantity) AS bigint) FROM ledger GROUP BY sku");
        return faults;

        async Task Compare(string what, string query)
        {
            var found = await Column(connection, query);
            var wrong = bySku.Keys.Union(found.Keys)
                .Count(sku => bySku.GetValueOrDefault(sku) != found.GetValueOrDefault(sku));
            if (wrong > 0)
            {
                faults.Add($"{what}: units of {wrong} SKUs are not what clients were told");
            }
        }
    }

    private static async Task<Dictionary<string, long>> Column(DbConnection connection, string query)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<string, long>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0), reader.GetInt64(1));
        }

        return rows;
    }
}
