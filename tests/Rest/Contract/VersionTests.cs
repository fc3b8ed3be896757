using System.Globalization;

namespace Storehouse.Tests.Contract;

/// <summary>Two versions side by side, and how the older one says that it goes.</summary>
public sealed class VersionTests(WholeServer server) : IClassFixture<WholeServer>
{
    private const string V1 = "/api/v1/orders";
    private const string V2 = "/api/v2/orders";

    [Fact]
    public async Task Orders_Version1_SaysWhatTakesItsPlaceAndUntilWhen()
    {
        foreach (var token in new[] { server.Admin.Token, "nonsense" })
        {
            using var answer = await Ask(V1, token);
            Assert.Matches("^@[0-9]{10}$", Header(answer, "Deprecation"));
            var until = DateTimeOffset.ParseExact(
                Header(answer, "Sunset"), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            var since = DateTimeOffset.FromUnixTimeSeconds(
                long.Parse(Header(answer, "Deprecation")[1..], CultureInfo.InvariantCulture));
            Assert.True(until >= since.AddMonths(12));
            Assert.Contains(
                "</api/v2/orders>; rel=\"successor-version\"", Header(answer, "Link"), StringComparison.Ordinal);
        }

        using var successor = await Ask(V2, server.Admin.Token);
        using var other = await Ask("/api/v1/items", server.Admin.Token);
        Assert.False(successor.Headers.Contains("Deprecation") || successor.Headers.Contains("Sunset"));
        Assert.False(other.Headers.Contains("Deprecation") || other.Headers.Contains("Sunset"));
    }

    [Fact]
    public async Task Orders_Version1WithMorePages_LinksToBothPageAndSuccessor()
    {
        var sku = await server.Stock(10);
        await Place(sku);
        await Place(sku);
        using var answer = await Ask($"{V1}?sku={sku}&limit=1", server.Admin.Token);
        var links = Header(answer, "Link");
        Assert.Contains("rel=\"next\"", links, StringComparison.Ordinal);
        Assert.Contains("rel=\"successor-version\"", links, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_Version2_SeveralStatusesInFullPages()
    {
        var sku = await server.Stock(100);
        var ids = new List<string>();
        for (var order = 0; order < 6; order++)
        {
            ids.Add(await Place(sku));
        }

        foreach (var id in new[] { ids[1], ids[4] })
        {
            Assert.Equal(200, (await server.Admin.Post($"/orders/{id}/cancel", "{}")).Status);
        }

        Assert.Equal(201, (await server.Admin.Post($"/orders/{ids[2]}/shipments", "{}")).Status);
        Assert.Equal([ids[5], ids[4], ids[3], ids[1], ids[0]], await List("status=cancelled,confirmed"));
        Assert.Equal([ids[4], ids[2], ids[1]], await List("status=cancelled,shipped"));
        Assert.Equal(ids.AsEnumerable().Reverse(), await List(""));
        Assert.Equal(["status invalid_value"], (await Get($"{V2}?status=gone,shipped")).Faults);

        async Task<List<string>> List(string filter)
        {
            var found = new List<string>();
            for (var path = $"{V2}?sku={sku}&limit=2&{filter}"; ;)
            {
                var page = (await Get(path)).Json;
                var data = page.GetProperty("data");
                found.AddRange(data.EnumerateArray().Select(order => order.GetProperty("id").GetString()!));
                if (page.GetProperty("next_cursor").GetString() is not { } cursor)
                {
                    return found;
                }

                Assert.Equal(2, data.GetArrayLength());
                path = $"{V2}?sku={sku}&limit=2&{filter}&cursor={cursor}";
            }
        }
    }

    [Fact]
    public async Task Orders_Version2_OthersOrdersAreNotShown()
    {
        await Place(await server.Stock(1));
        var own = await server.Customer.SendContent("GET", "/../v2/orders", null, null);
        Assert.Equal(200, own.Status);
        Assert.Equal(0, own.Json.GetProperty("data").GetArrayLength());
    }

    private async Task<string> Place(string sku)
    {
        var placed = await server.Admin.Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}]}""");
        Assert.Equal(201, placed.Status);
        return placed.Json.GetProperty("id").GetString()!;
    }

    private Task<Answer> Get(string path) => server.Admin.Get("/.." + path["/api".Length..]);

    private async Task<HttpResponseMessage> Ask(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        return await server.Anonymous.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.GetValues(name));
}
