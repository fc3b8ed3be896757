using System.Text;

namespace Storehouse.Tests.Contract;

/// <summary>A server with a few orders of a SKU, and one order that is large.</summary>
public sealed class FormatServer : IAsyncLifetime
{
    private const int Orders = 7;
    private const int LargeLines = 40;
    private readonly HttpClient _http = HeldClient.Anywhere();
    private string _token = "";

    public WholeServer Server { get; } = new();

    public string Sku { get; private set; } = "";

    public string LargeOrder { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Server.InitializeAsync();
        _token = Server.Admin.Token;
        Sku = await Server.Stock(1_000);
        var other = await Server.Stock(1_000);
        for (var order = 0; order < Orders; order++)
        {
            await Place($$"""{"sku":"{{Sku}}","quantity":1}""");
        }

        LargeOrder = await Place(string.Join(
            ',', Enumerable.Repeat($$"""{"sku":"{{other}}","quantity":1}""", LargeLines)));
    }

    /// <summary>As the administrator, with nothing unpacked.</summary>
    public async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Server.Anonymous.BaseAddress!, path));
        if (method == HttpMethod.Post)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        request.Headers.Authorization = new("Bearer", _token);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task<string> Place(string lines)
    {
        var placed = await Server.Admin.Post("/orders", $$"""{"lines":[{{lines}}]}""");
        Assert.Equal(201, placed.Status);
        return placed.Json.GetProperty("id").GetString()!;
    }
}
