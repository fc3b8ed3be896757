using System.Text.Json;

namespace Storehouse.Tests.Contract;

/// <summary>Pages read while rows are added: nothing twice, and nothing left out that was there.</summary>
public sealed class ListStabilityTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const int RowsBefore = 9;
    private const int RowsPerPageMax = 4;
    private const int RowsBetweenMax = 3;

    [Theory]
    [InlineData("/orders?sku={0}", "id")]
    [InlineData("/orders?sku={0}&sort=placed_at", "id")]
    [InlineData("/../v2/orders?sku={0}&status=confirmed,cancelled", "id")]
    [InlineData("/items?q={0}", "sku")]
    [InlineData("/inventory/{0}/ledger?at=2999-01-01T00:00:00Z", "id")]
    [InlineData("/events?subject={0}", "id")]
    public async Task List_RowsAddedBetweenPages_EachRowThatWasThereOnce(string list, string name)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var sku = await server.Stock(1_000_000);
        var stem = "w" + sku[2..];
        var path = string.Format(null, list, name == "sku" ? stem : sku);
        for (var row = 0; row < RowsBefore; row++)
        {
            await Add(sku, stem, random);
        }

        var before = await Read(path, name, 200, () => Task.CompletedTask);
        var paged = await Read(path, name, random.Next(1, RowsPerPageMax + 1), async () =>
        {
            for (var more = random.Next(RowsBetweenMax + 1); more > 0; more--)
            {
                await Add(sku, stem, random);
            }
        });
        Assert.True(paged.Count == paged.Distinct().Count(), $"A row came twice; seed {seed}.");
        Assert.True(before.TrueForAll(paged.Contains), $"A row was left out; seed {seed}.");
        Assert.True(before.Count >= RowsBefore);
    }

    /// <summary>An order, a movement and events of the SKU; an item among those of the stem.</summary>
    private async Task Add(string sku, string stem, Random random)
    {
        var placed = await server.Admin.Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}]}""");
        Assert.Equal(201, placed.Status);
        var item = $$"""{"unit_price":{"amount":1,"currency":"GBP"},"name":"{{stem}}"}""";
        Assert.Equal(201, (await server.Admin.Send("PUT", $"/items/{random.NextInt64():x}", item)).Status);
    }

    private async Task<List<string>> Read(string path, string name, int limit, Func<Task> between)
    {
        // Rows are added for a while only, so that a list that grows at its end is read to it.
        const int GrowingPages = 6;
        var rows = new List<string>();
        var parameter = path.StartsWith("/events", StringComparison.Ordinal) ? "after" : "cursor";
        var next = $"{path}&limit={limit}";
        for (var pages = 0; ; pages++)
        {
            var page = (await server.Admin.Get(next)).Json;
            var data = page.GetProperty("data").EnumerateArray()
                .Select(row => row.GetProperty(name).GetString()!).ToList();
            rows.AddRange(data);
            if (data.Count == 0 || page.GetProperty("next_cursor") is not { ValueKind: JsonValueKind.String } cursor)
            {
                return rows;
            }

            next = $"{path}&limit={limit}&{parameter}={cursor.GetString()}";
            if (pages < GrowingPages)
            {
                await between();
            }
        }
    }
}
