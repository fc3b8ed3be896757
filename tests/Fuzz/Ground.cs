using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>What is there before the first request, and what of it must still be so after the last.</summary>
internal sealed class Ground
{
    private const string WitnessSku = "WITNESS";
    private readonly Dictionary<string, string> _witnesses = [];

    public required Subjects Subjects { get; init; }

    public static async Task<Ground> Prepare(FuzzServer server, Callers callers)
    {
        var plain = await server.Send(
            callers.Admin, HttpMethod.Post, "/api/v1/users",
            Json(new { username = "plain", password = Callers.Password }));
        await PutItem(server, callers.Admin, WitnessSku);
        await Receive(server, callers.Admin, WitnessSku);
        var orders = new List<string>();
        foreach (var hold in (string?[])[null, "P1D"])
        {
            var order = await server.Send(
                callers.Admin, HttpMethod.Post, "/api/v1/orders",
                Json(new { lines = new[] { new { sku = WitnessSku, quantity = 2 } }, hold }));
            orders.Add(order.GetProperty("id").GetString()!);
        }

        var ground = new Ground
        {
            Subjects = new Subjects { PlainUser = plain.GetProperty("id").GetString()!, WitnessOrders = orders },
        };
        foreach (var path in orders.Select(id => "/api/v1/orders/" + id)
            .Append("/api/v1/inventory/" + WitnessSku).Append("/api/v1/items/" + WitnessSku))
        {
            ground._witnesses[path] = (await server.Send(callers.Admin, HttpMethod.Get, path)).GetRawText();
        }

        return ground;
    }

    /// <summary>What nobody was to touch is as it was.</summary>
    public async Task CheckWitnesses(FuzzServer server, Caller admin)
    {
        foreach (var (path, before) in _witnesses)
        {
            Assert.Equal(before, (await server.Send(admin, HttpMethod.Get, path)).GetRawText());
        }
    }

    private static Task<JsonElement> PutItem(FuzzServer server, Caller admin, string sku) => server.Send(
        admin, HttpMethod.Put, "/api/v1/items/" + Uri.EscapeDataString(sku),
        Json(new { name = "Thing", unit_price = new { amount = 250, currency = "GBP" } }));

    private static Task<JsonElement> Receive(FuzzServer server, Caller admin, string sku) => server.Send(
        admin, HttpMethod.Post, $"/api/v1/inventory/{Uri.EscapeDataString(sku)}/receipts",
        Json(new { quantity = FuzzedStock.Opening, reason = "opening" }));

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);

    public static async Task StockUp(FuzzServer server, Caller admin, FuzzedStock stock)
    {
        foreach (var sku in FuzzedStock.Skus)
        {
            await PutItem(server, admin, sku);
            stock.NoteEntry((await Receive(server, admin, sku)).GetProperty("entry"));
        }
    }
}
