using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Telemetry.Support;

/// <summary>The administrator's client of a running server.</summary>
internal sealed class Shop : IDisposable
{
    private const int OpeningStock = 1_000;
    private readonly HttpClient _client;
    private int _keys;

    private Shop(HttpClient client) => _client = client;

    public static async Task<Shop> SignIn(Uri address, string password)
    {
        var client = new HttpClient { BaseAddress = address };
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/login", new { username = "admin", password }, TestContext.Current.CancellationToken);
        var json = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", json.GetProperty("access_token").GetString());
        return new(client);
    }

    public async Task Stock(string sku, bool backorder = false)
    {
        await Send(HttpMethod.Put, $"/api/v1/items/{sku}", $$"""
            {"name": "{{sku}}", "unit_price": {"amount": 250, "currency": "GBP"},
             "backorder": "{{(backorder ? "allow" : "deny")}}"}
            """);
        await Send(HttpMethod.Post, $"/api/v1/inventory/{sku}/receipts", $$"""
            {"location": "main", "quantity": {{OpeningStock}}, "reason": "delivery", "reference": "r-1"}
            """);
    }

    /// <summary>Places an order of one unit of each SKU.</summary>
    /// <param name="fields">More of the order's fields, such as <c>hold</c>.</param>
    /// <returns>Its answer: the order, and the trace it named.</returns>
    public Task<(JsonElement Order, string Trace)> Order(
        IEnumerable<string> skus, Action<HttpRequestMessage>? more = null, params (string Name, object Value)[] fields)
    {
        var order = fields.ToDictionary(field => field.Name, field => field.Value);
        order["lines"] = skus.Select(sku => new { sku, quantity = 1 });
        return Send(HttpMethod.Post, "/api/v1/orders", JsonSerializer.Serialize(order), more);
    }

    public async Task<(JsonElement Json, string Trace)> Send(
        HttpMethod method, string path, string? body = null, Action<HttpRequestMessage>? more = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("Idempotency-Key", (++_keys).ToString("D8", CultureInfo.InvariantCulture));
        more?.Invoke(request);
        using var answer = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict, text);
        return (
            text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text),
            answer.Headers.GetValues("Trace-Id").Single());
    }

    public void Dispose() => _client.Dispose();
}
