using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Storehouse.Tests.Contract;

/// <summary>NDJSON out, compressed answers, and the tags of what is compressed.</summary>
public sealed class FormatTests(FormatServer shop) : IClassFixture<FormatServer>
{
    private const string Ndjson = "application/x-ndjson";
    private static readonly (string, string) AcceptNdjson = ("Accept", Ndjson);

    [Theory]
    [InlineData("/orders?sku={sku}")]
    [InlineData("/items?q=thing")]
    [InlineData("/inventory/{sku}/ledger?at=2999-01-01T00:00:00Z")]
    [InlineData("/events?subject={sku}")]
    public async Task List_AsNdjson_EveryRowOfThePages(string list)
    {
        var path = list.Replace("{sku}", shop.Sku, StringComparison.Ordinal);
        var rows = await Pages(path);

        var all = await shop.Server.Admin.Get(path, AcceptNdjson);
        Assert.Equal(Ndjson, all.MediaType);
        Assert.Equal(rows, Lines(all));

        var some = await shop.Server.Admin.Get(path + "&limit=2", AcceptNdjson);
        Assert.Equal(rows.Take(2), Lines(some));
    }

    [Theory]
    [InlineData("application/x-ndjson, application/json;q=0.5", Ndjson)]
    [InlineData("application/x-ndjson;q=0.5, application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    public async Task List_SeveralFormatsAccepted_TheOneLikedBest(string accept, string mediaType) =>
        Assert.Equal(mediaType, (await shop.Server.Admin.Get("/orders", ("Accept", accept))).MediaType);

    [Fact]
    public async Task List_AsNdjson_FaultsAreStillProblems()
    {
        var answer = await shop.Server.Admin.Get("/orders?limit=0", AcceptNdjson);
        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.MediaType));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answer_LargeAndPackingAccepted_PackedUnderATagOfItsOwn(string coding)
    {
        var path = $"/api/v1/orders/{shop.LargeOrder}";
        using var plain = await shop.Send(HttpMethod.Get, path);
        using var packed = await shop.Send(HttpMethod.Get, path, ("Accept-Encoding", coding));
        Assert.Equal([coding], packed.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", string.Join(", ", packed.Headers.Vary), StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding", string.Join(", ", plain.Headers.Vary), StringComparison.Ordinal);
        Assert.Equal(await plain.Text(), await Unpack(packed, coding));

        var (tag, packedTag) = (plain.Headers.ETag!.Tag, packed.Headers.ETag!.Tag);
        Assert.NotEqual(tag, packedTag);
        using var unmodified = await shop.Send(
            HttpMethod.Get, path, ("Accept-Encoding", coding), ("If-None-Match", packedTag));
        Assert.Equal(HttpStatusCode.NotModified, unmodified.StatusCode);
        Assert.Equal(packedTag, unmodified.Headers.ETag!.Tag);

        // A change may name either: it is the same version.
        using var cancelled = await shop.Send(HttpMethod.Post, path + "/cancel", ("If-Match", packedTag));
        Assert.NotEqual(HttpStatusCode.PreconditionFailed, cancelled.StatusCode);
    }

    [Fact]
    public async Task Answer_SmallOrNotAsked_NotPacked()
    {
        using var small = await shop.Send(HttpMethod.Get, "/api/v1/users/me", ("Accept-Encoding", "br"));
        Assert.Empty(small.Content.Headers.ContentEncoding);
        using var identity = await shop.Send(
            HttpMethod.Get, $"/api/v1/orders/{shop.LargeOrder}", ("Accept-Encoding", "identity"));
        Assert.Empty(identity.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Body_Packed_RefusedNamingWhatIsTaken()
    {
        using var answer = await shop.Send(
            HttpMethod.Post, "/api/v1/orders", ("Content-Encoding", "gzip"), ("Idempotency-Key", "packed"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("identity", Assert.Single(answer.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("return=minimal", 201, true)]
    [InlineData("return=representation", 201, false)]
    public async Task Order_ReturnPreferred_BodyOrNot(string prefer, int status, bool isEmpty)
    {
        var placed = await shop.Server.Admin.Post(
            "/orders", $$"""{"lines":[{"sku":"{{shop.Sku}}","quantity":1}]}""", ("Prefer", prefer));
        Assert.Equal(status, placed.Status);
        Assert.Equal(isEmpty, placed.Text.Length == 0);
        Assert.Equal(prefer, placed.Header("Preference-Applied"));
        Assert.NotNull(placed.Header("ETag"));
        Assert.StartsWith("/api/v1/orders/ord_", placed.Header("Location"), StringComparison.Ordinal);
        var cancelled = await shop.Server.Admin.Send(
            "POST", placed.Header("Location")!["/api/v1".Length..] + "/cancel", "{}", null, ("Prefer", prefer));
        Assert.Equal(isEmpty ? 204 : 200, cancelled.Status);
    }

    [Fact]
    public async Task Login_MinimalPreferred_StillGivesTheToken()
    {
        using var login = new HttpRequestMessage(HttpMethod.Post, "/api/v1/login")
        {
            Content = JsonContent.Create(new { username = "admin", password = WholeServer.AdminPassword }),
        };
        login.Headers.Add("Prefer", "return=minimal");
        using var answer = await shop.Server.Anonymous.SendAsync(login, TestContext.Current.CancellationToken);
        Assert.Contains("access_token", await answer.Text(), StringComparison.Ordinal);
    }

    private async Task<List<string>> Pages(string path)
    {
        var rows = new List<string>();
        for (var next = path; ;)
        {
            var page = (await shop.Server.Admin.Get(next + "&limit=3")).Json;
            var data = page.GetProperty("data").EnumerateArray().Select(row => row.GetRawText()).ToArray();
            rows.AddRange(data);
            var parameter = path.StartsWith("/events", StringComparison.Ordinal) ? "after" : "cursor";
            if (page.GetProperty("next_cursor") is not { ValueKind: JsonValueKind.String } cursor
                || data.Length == 0)
            {
                return rows;
            }

            next = $"{path}&{parameter}={cursor.GetString()}";
        }
    }

    private static string[] Lines(Answer answer)
    {
        Assert.EndsWith("\n", answer.Text, StringComparison.Ordinal);
        return answer.Text.TrimEnd('\n').Split('\n');
    }

    private static async Task<string> Unpack(HttpResponseMessage answer, string coding)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using Stream unpacked = coding == "br"
            ? new BrotliStream(body, CompressionMode.Decompress)
            : new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
