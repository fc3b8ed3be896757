using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Storehouse.Tests.Deploy.Gateway;

/// <summary>What passes the gateway and what does not.</summary>
public sealed class RouteTests(BehindGateway setting)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/v1/items")]
    [InlineData("/api/v2/orders")]
    [InlineData("/connect/token")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/docs")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/problems/not_found")]
    [InlineData("/sign-in")]
    [InlineData("/register")]
    [InlineData("/account/recovery")]
    public async Task Route_ForTheWorld_AnsweredByTheApi(string path)
    {
        using var client = BehindGateway.Client(setting.Gateway);
        using var answer = await client.GetAsync(path, Cancellation);

        // The gateway adds no such header to its own answers.
        Assert.True(answer.Headers.Contains("Trace-Id"), $"{path}: {(int)answer.StatusCode}");
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/health")]
    [InlineData("/")]
    [InlineData("//metrics")]
    [InlineData("//health/ready")]
    [InlineData("/./health/ready")]
    [InlineData("/%68ealth/ready")]
    [InlineData("/health%2fready")]
    [InlineData("/docs/../health/ready")]
    [InlineData("/api/v1/../../health/ready")]
    [InlineData("/api/v1/%2e%2e/%2e%2e/health/ready")]
    [InlineData("/api/v1/..%2f..%2fhealth/ready")]
    [InlineData("/api/v1/..%2f..%2fmetrics")]
    [InlineData("/HEALTH/READY")]
    public async Task Route_ForTheInside_404HoweverItIsWritten(string path)
    {
        var (status, body) = await Raw(setting.Gateway, path);

        Assert.Equal((404, true), (status, body.Contains("\"code\":\"not_found\"", StringComparison.Ordinal)));
    }

    // Kestrel turns no backslash into a slash; if that ever changes, this is where it shows.
    [Theory]
    [InlineData(@"/api/v1\..\..\health\ready")]
    [InlineData(@"/api/v1/..\..\health\ready")]
    [InlineData("/api/v1/;/../health/ready")]
    public async Task Route_WrittenStrangely_NeverHealth(string path)
    {
        var (status, body) = await Raw(setting.Gateway, path);

        Assert.NotEqual(200, status);
        Assert.DoesNotContain("\"checks\"", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_AskedInside_Answers()
    {
        using var client = BehindGateway.Client(setting.Api);
        using var answer = await client.GetAsync("/health/ready", Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>A request as it is written, which no client library sends.</summary>
    private static async Task<(int Status, string Body)> Raw(Uri server, string path)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, Cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: storehouse.test\r\nConnection: close\r\n\r\n"),
            Cancellation);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer);
    }
}
