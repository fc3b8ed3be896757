using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>What the accepted answers say that the books hold, kept apart from the books.</summary>
internal sealed class FuzzedStock
{
    public const int Opening = 100_000;
    private const int OrdersAPage = 200;
    private readonly ConcurrentDictionary<(string Sku, string Id), long> _entries = [];
    private readonly ConcurrentDictionary<string, int> _untold = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _shipments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _returns = new(StringComparer.Ordinal);

    public static string[] Skus { get; } = ["FUZZ-1", "FUZZ 2", "ΦUZZ-☃", "fuzz-1"];

    public int Movements => _entries.Count;

    public int Orders => _orders.Count;

    /// <summary>Notes what an answer says was done.</summary>
    public void Note(RawRequest request, RawAnswer answer)
    {
        var path = request.Target.Split('?')[0].TrimEnd('/');
        if (request.Method != "POST" || answer.Header("Idempotent-Replayed") is not null)
        {
            return;
        }

        if (answer is { Status: 201 or 202 } && path.EndsWith("/v1/orders", StringComparison.Ordinal)
            && answer.Header("Location") is { } place)
        {
            _orders[place[(place.LastIndexOf('/') + 1)..]] = 0;
        }

        if (answer is { Status: 201 or 204, Body: not { Length: > 0 } }
            && path.Split('/') is [.., "inventory", var moved, _])
        {
            // Done, and the caller asked not to be told what.
            _untold.AddOrUpdate(Uri.UnescapeDataString(moved), 1, (_, before) => before + 1);
        }

        if (answer.Body is not { Length: > 0 } || answer.MediaType?.EndsWith("json", StringComparison.Ordinal) != true)
        {
            return;
        }

        using var json = JsonDocument.Parse(answer.Body);
        var root = json.RootElement;
        switch (answer.Status, path[(path.LastIndexOf('/') + 1)..])
        {
            case (201, _) when root.TryGetProperty("entry", out var entry):
                NoteEntry(entry);
                break;
            case (409, "orders") when root.TryGetProperty("order_id", out var rejected):
                _orders[rejected.GetString()!] = 0;
                break;
            case (201, "shipments"):
                _shipments.AddOrUpdate(root.GetProperty("id").GetString()!, 1, (_, before) => before + 1);
                break;
            case (201, "returns"):
                _returns.AddOrUpdate(root.GetProperty("id").GetString()!, 1, (_, before) => before + 1);
                break;
        }
    }

    public void NoteEntry(JsonElement entry)
    {
        var sku = entry.GetProperty("sku").GetString()!;
        _entries[(sku, entry.GetProperty("id").GetString()!)] = Moved(entry);
    }

    private static long Moved(JsonElement entry) => entry.GetProperty("movements").EnumerateArray().Sum(movement =>
        (OnHandOf(movement, "to") - OnHandOf(movement, "from")) * movement.GetProperty("quantity").GetInt64());

    /// <summary>Holds the books against what was noted, and has them prove themselves.</summary>
    /// <param name="others">Orders that were there before.</param>
    public async Task Check(FuzzServer server, Caller admin, IReadOnlyList<string> others)
    {
        await CheckClosed(server, admin);
        var orders = await ReadOrders(server, admin);
        foreach (var other in others)
        {
            orders.Remove(other);
        }

        var known = _orders.Keys.ToHashSet();
        Assert.True(known.SetEquals(orders.Keys), $"""
            Orders that were accepted and are not there: {string.Join(", ", known.Except(orders.Keys).Take(9))}.
            Orders that are there and were not accepted: {string.Join(", ", orders.Keys.Except(known).Take(9))}.
            """);
        var onHand = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (entry, moved) in _entries)
        {
            Add(entry.Sku, moved);
        }

        foreach (var (id, order) in orders)
        {
            AddLines(order, "shipments", -1, Add);
            AddLines(order, "returns", 1, Add);
            Assert.Equal(
                (id, _shipments.GetValueOrDefault(id), _returns.GetValueOrDefault(id)),
                (id, order.GetProperty("shipments").GetArrayLength(), order.GetProperty("returns").GetArrayLength()));
        }

        foreach (var (sku, expected) in onHand)
        {
            await CheckSku(server, admin, sku, expected);
        }

        void Add(string sku, long units) => onHand[sku] = onHand.GetValueOrDefault(sku) + units;
    }

    private static async Task CheckClosed(FuzzServer server, Caller admin)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        JsonElement report;
        do
        {
            report = await server.Send(admin, HttpMethod.Get, "/api/v1/verify");
        }
        while (report.GetProperty("in_flight").GetInt32() > 0 && !bound.IsCancellationRequested);
        Assert.True(
            report.GetProperty("closed").GetBoolean() && report.GetProperty("in_flight").GetInt32() == 0,
            report.GetRawText());
    }

    private async Task CheckSku(FuzzServer server, Caller admin, string sku, long expected)
    {
        var path = "/api/v1/inventory/" + Uri.EscapeDataString(sku);
        var stock = await server.Send(admin, HttpMethod.Get, path);
        var onHand = stock.GetProperty("totals").GetProperty("on_hand").GetInt64();
        var booked = (await ReadPages(server, admin, path + "/ledger?limit=200"))
            .Where(entry => entry.GetProperty("order_id").ValueKind == JsonValueKind.Null)
            .ToDictionary(entry => entry.GetProperty("id").GetString()!);
        var noted = _entries.Keys.Where(entry => entry.Sku == sku).Select(entry => entry.Id).ToHashSet();
        var untold = booked.Where(entry => !noted.Contains(entry.Key)).Select(entry => entry.Value).ToList();
        Assert.True(noted.IsSubsetOf(booked.Keys) && untold.Count == _untold.GetValueOrDefault(sku), $"""
            '{sku}': booked without being told: {string.Join(", ", untold.Take(9))};
            answered and not booked: {string.Join(", ", noted.Except(booked.Keys).Take(9))}.
            """);
        expected += untold.Sum(Moved);
        Assert.True(onHand == expected, string.Create(
            CultureInfo.InvariantCulture, $"'{sku}' has {onHand} on hand; the accepted answers make {expected}."));
    }

    // Orders of imported files are placed for users of the file's own.
    private async Task<Dictionary<string, JsonElement>> ReadOrders(FuzzServer server, Caller admin)
    {
        var all = await ReadPages(server, admin, $"/api/v2/orders?limit={OrdersAPage}");
        var owners = all.Where(order => _orders.ContainsKey(order.GetProperty("id").GetString()!))
            .Select(Owner).ToHashSet();
        return all.Where(order => owners.Contains(Owner(order)))
            .ToDictionary(order => order.GetProperty("id").GetString()!);
    }

    private static string? Owner(JsonElement order) => order.GetProperty("user_id").GetString();

    private static async Task<List<JsonElement>> ReadPages(FuzzServer server, Caller admin, string path)
    {
        var rows = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var more = cursor.Length == 0 ? "" : "&cursor=" + Uri.EscapeDataString(cursor);
            var page = await server.Send(admin, HttpMethod.Get, path + more);
            rows.AddRange(page.GetProperty("data").EnumerateArray());
            cursor = page.GetProperty("next_cursor").GetString();
        }

        return rows;
    }

    private static int OnHandOf(JsonElement movement, string side) =>
        movement.GetProperty(side).GetString()!.Split(':')[0] is "available" or "reserved" or "on_hand" ? 1 : 0;

    private static void AddLines(JsonElement order, string list, int sign, Action<string, long> add)
    {
        var stocked = order.GetProperty("lines").EnumerateArray()
            .Where(line => line.GetProperty("stocked").GetBoolean())
            .ToDictionary(line => line.GetProperty("line").GetInt32(), line => line.GetProperty("sku").GetString()!);
        foreach (var line in order.GetProperty(list).EnumerateArray()
            .SelectMany(entry => entry.GetProperty("lines").EnumerateArray()))
        {
            if (stocked.TryGetValue(line.GetProperty("line").GetInt32(), out var sku))
            {
                add(sku, sign * line.GetProperty("quantity").GetInt64());
            }
        }
    }
}
