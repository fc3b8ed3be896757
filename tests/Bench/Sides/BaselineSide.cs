using System.Globalization;
using Microsoft.Data.Sqlite;
using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>The plain API with one transaction an order.</summary>
public sealed class BaselineSide : Side
{
    private const int Customers = 8;

    private BaselineSide(ServerProcess process, DirectoryInfo folder)
        : base("baseline", process, folder)
    {
    }

    public static async Task<Side> Start(int skus, CancellationToken cancellation)
    {
        var folder = FreshFolder();
        folder.CreateSubdirectory("data");
        var settings = new Dictionary<string, string>
        {
            ["Baseline__Database"] = DatabaseIn(folder),
            ["Baseline__Password"] = Password,
            ["Baseline__Skus"] = skus.ToString(CultureInfo.InvariantCulture),
            ["Baseline__Units"] = Units.ToString(CultureInfo.InvariantCulture),
            ["Baseline__HotUnits"] = HotUnits.ToString(CultureInfo.InvariantCulture),
        };
        var assembly = Repository.Assembly("tests/Bench.Baseline", "Storehouse.Tests.Bench.Baseline");
        var process = await ServerProcess.Start(
            new(assembly, settings, ServerProcess.FreePort(), RunFolder(folder)), cancellation);
        return new BaselineSide(process, folder);
    }

    public override async Task<IReadOnlyList<string>> SignIn(CancellationToken cancellation)
    {
        var tokens = new List<string>();
        for (var customer = 0; customer < Customers; customer++)
        {
            tokens.Add(await LogIn($"customer{customer}", cancellation));
        }

        return tokens;
    }

    public override async Task<IReadOnlyList<string>> CheckBooks(Tally told, CancellationToken cancellation)
    {
        await Process.Stop(cancellation);
        await using var connection = new SqliteConnection(
            $"Data Source={DatabaseIn(Folder)};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellation);
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
        await Compare("order lines", "SELECT sku, sum(reserved) FROM order_lines GROUP BY sku");
        await Compare("items", "SELECT sku, reserved FROM items WHERE reserved <> 0");
        await Compare("ledger", "SELECT sku, sum(quantity) FROM ledger GROUP BY sku");
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

    private static string DatabaseIn(DirectoryInfo folder) =>
        Path.Combine(folder.FullName, "data", "baseline.db");

    private static async Task<Dictionary<string, long>> Column(SqliteConnection connection, string query)
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
