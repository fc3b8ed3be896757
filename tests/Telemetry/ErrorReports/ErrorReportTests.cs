using System.Net.Http.Json;
using System.Text.Json;
using Storehouse.Tests.Telemetry.Support;

namespace Storehouse.Tests.Telemetry.ErrorReports;

/// <summary>Errors that nothing handled, told to Sentry by its setting alone.</summary>
public sealed class ErrorReportTests : IAsyncLifetime
{
    private const string Trace = "1af7651916cd43dd8448eb211c80319d";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-sentry-");
    private SentryReceiver _sentry = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _sentry = await SentryReceiver.Start();

    public async ValueTask DisposeAsync()
    {
        await _sentry.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Storehouse__Sentry__Dsn")]
    [InlineData("SENTRY_DSN")]
    public async Task Error_Unhandled_IsReportedWithReleaseTraceAndBreadcrumbs(string setting)
    {
        await using var server = await EmbeddedServer.Start(
            _folder.FullName, (setting, _sentry.Dsn), ("DOTNET_ENVIRONMENT", "Development"));
        using var client = new HttpClient { BaseAddress = server.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/debug/failure?email=ottoline@example.test");
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        request.Headers.Add("Authorization", "Bearer a-secret-token");
        request.Headers.Add("Cookie", "session=a-secret-cookie");

        using var answer = await client.SendAsync(request, Cancellation);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var report = await _sentry.First();

        var error = report.GetProperty("exception").GetProperty("values")[0];
        Assert.Equal("System.InvalidOperationException", error.GetProperty("type").GetString());
        Assert.Equal("This route fails on purpose.", error.GetProperty("value").GetString());
        Assert.NotEmpty(error.GetProperty("stacktrace").GetProperty("frames").EnumerateArray());
        Assert.StartsWith("storehouse-api@", report.GetProperty("release").GetString(), StringComparison.Ordinal);
        Assert.Equal(Trace, report.GetProperty("contexts").GetProperty("trace").GetProperty("trace_id").GetString());
        Assert.Equal(Trace, problem.GetProperty("trace_id").GetString());
        Assert.NotEmpty(report.GetProperty("breadcrumbs").EnumerateArray());
        var text = report.GetRawText();
        Assert.DoesNotContain("ottoline", text, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_OfTheClient_IsNotReported()
    {
        await using var server = await EmbeddedServer.Start(
            _folder.FullName, ("Storehouse__Sentry__Dsn", _sentry.Dsn), ("DOTNET_ENVIRONMENT", "Development"));
        using var client = new HttpClient { BaseAddress = server.BaseAddress };
        using var bad = await client.PostAsJsonAsync("/api/v1/login", new { username = 1 }, Cancellation);
        using var missing = await client.GetAsync("/nowhere", Cancellation);

        // Reports go out in order: the first to come is of the failure after them.
        using var failed = await client.GetAsync("/debug/failure", Cancellation);
        await _sentry.First();

        Assert.Equal(1, _sentry.Count);
    }

    [Fact]
    public async Task Start_DsnIsNone_NamesTheSetting()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => EmbeddedServer.Start(_folder.FullName, ("Storehouse__Sentry__Dsn", "not a dsn")));

        Assert.Contains("Storehouse:Sentry:Dsn", fault.Message, StringComparison.Ordinal);
    }
}
