using System.Net;
using System.Net.Http.Json;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Deploy.Gateway;

/// <summary>How much passes the gateway, and how soon.</summary>
public sealed class LimitTests(BehindGateway setting)
{
    private const int Mebibyte = 1024 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Body_LargerThanTheApiTakes_413BeforeItIsSent()
    {
        using var client = BehindGateway.Client(setting.Gateway);
        using var answer = await Post(client, "/api/v1/orders", 3 * Mebibyte);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(
            ("/problems/payload_too_large", 413, "payload_too_large"),
            await Problem(answer));
    }

    [Fact]
    public async Task Body_OfAnImport_PassesUpToAnImportsSize()
    {
        using var client = BehindGateway.Client(setting.Gateway);
        using var small = await Post(client, "/api/v1/imports/orders", 3 * Mebibyte);
        using var large = await Post(client, "/api/v1/imports/orders", 1025L * Mebibyte);

        // The API asks who it is first; the gateway had nothing against the size.
        Assert.Equal(HttpStatusCode.Unauthorized, small.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task Rate_OneAddressSendsTooMuch_429ForItAlone()
    {
        await using var gateway = await NginxServer.Start([setting.Api], new("1r/m", "1r/m"));
        using var greedy = BehindGateway.Client(gateway.Address, "127.0.0.7");
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 510).Select(_ => greedy.GetAsync("/problems/not_found", Cancellation)));

        var refused = answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ToArray();
        Assert.Equal(9, refused.Length);
        Assert.Equal(("/problems/rate_limited", 429, "rate_limited"), await Problem(refused[0]));
        Assert.Equal(TimeSpan.FromSeconds(1), refused[0].Headers.RetryAfter?.Delta);
        using var other = BehindGateway.Client(gateway.Address, "127.0.0.8");
        using var served = await other.GetAsync("/problems/not_found", Cancellation);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/login")]
    [InlineData("/connect/token")]
    [InlineData("/sign-in")]
    public async Task Rate_SignIn_BoundedMoreTightly(string path)
    {
        await using var gateway = await NginxServer.Start([setting.Api], new(SignInRate: "1r/m"));
        using var client = BehindGateway.Client(gateway.Address);
        var statuses = new List<HttpStatusCode>();
        for (var attempt = 0; attempt < 25; attempt++)
        {
            using var answer = await client.PostAsJsonAsync(
                path, new { username = "nobody", password = "a guess" }, Cancellation);
            statuses.Add(answer.StatusCode);
        }

        Assert.DoesNotContain(HttpStatusCode.TooManyRequests, statuses[..5]);
        Assert.All(statuses[21..], status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        using var elsewhere = await client.GetAsync("/problems/not_found", Cancellation);
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Feed_ThroughTheGateway_EventArrivesAtOnce()
    {
        using var admin = await setting.Admin();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events?after=latest");
        request.Headers.Accept.Add(new("text/event-stream"));
        using var feed = await admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", feed.EnsureSuccessStatusCode().Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await feed.Content.ReadAsStreamAsync(Cancellation));

        using var defined = await admin.PutAsJsonAsync(
            "/api/v1/items/FEED",
            new { name = "Fed", unit_price = new { amount = 1, currency = "GBP" } },
            Cancellation);
        defined.EnsureSuccessStatusCode();

        // No heartbeat within the hour helps it along.
        string? line;
        do
        {
            line = await lines.ReadLineAsync(Cancellation).AsTask().WaitAsync(
                TimeSpan.FromSeconds(5), Cancellation);
        }
        while (line?.StartsWith("data:", StringComparison.Ordinal) == false);

        Assert.Contains("FEED", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Apis_NoneThere_503ToBeTriedAgain()
    {
        await using var gateway = await NginxServer.Start([new($"http://127.0.0.1:{ServerProcess.FreePort()}")]);
        using var client = BehindGateway.Client(gateway.Address);
        using var answer = await client.GetAsync("/api/v1/items", Cancellation);

        Assert.Equal(("/problems/unavailable", 503, "unavailable"), await Problem(answer));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task<HttpResponseMessage> Post(HttpClient client, string path, long bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StreamContent(new Zeros(bytes)),
        };
        request.Content.Headers.ContentLength = bytes;
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.ExpectContinue = true;
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private static async Task<(string? Type, int Status, string? Code)> Problem(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await BehindGateway.Json(answer);
        Assert.Equal((int)answer.StatusCode, problem.GetProperty("status").GetInt32());
        return (Text("type"), (int)answer.StatusCode, Text("code"));

        string? Text(string name) => problem.GetProperty(name).GetString();
    }
}
