using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Telemetry.Support;

namespace Storehouse.Tests.Telemetry.Logs;

/// <summary>What a log for machines holds, and what it must not.</summary>
public sealed partial class LogTests : IAsyncLifetime
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string UnhandledError = "3000";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-logs-");
    private ServerProcess? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LogLines Lines => new(Path.Combine(_folder.FullName, "output.log"));

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Error_FailingRoute_AnswerAndLogShareTheTrace()
    {
        using var client = await Start(("DOTNET_ENVIRONMENT", "Development"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/debug/failure");
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");

        using var answer = await client.SendAsync(request, Cancellation);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        var line = await Lines.First(one => Field(one, "event.code") == UnhandledError);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(Trace, problem.GetProperty("trace_id").GetString());
        Assert.Equal(Trace, Field(line, "trace.id"));
        Assert.Equal("error", Field(line, "log.level"));
        Assert.Equal("storehouse-api", Field(line, "service.name"));
        Assert.Equal("System.InvalidOperationException", Field(line, "error.type"));
        Assert.Contains("FailingRoute", Field(line, "error.stack_trace"), StringComparison.Ordinal);
        Assert.Equal("/debug/failure", line.GetProperty("labels").GetProperty("route").GetString());
        Assert.DoesNotContain("FailingRoute", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_All_AreOfTheSchemaAndInTheIndexTemplate()
    {
        using var client = await Start(("Logging__LogLevel__Default", "Information"));
        await Lines.First(one => Field(one, "log.logger") == "Microsoft.Hosting.Lifetime");
        await using var template = File.OpenRead(Path.Combine(Repository.Root, "ops/elastic/index-template.json"));
        var mapped = Mapped(JsonDocument.Parse(template).RootElement
            .GetProperty("template").GetProperty("mappings")).ToHashSet(StringComparer.Ordinal);

        Assert.All(Lines.Objects, line =>
        {
            Assert.Equal("@timestamp,log.level,message,ecs.version", string.Join(
                ',', line.EnumerateObject().Take(4).Select(field => field.Name)));
            Assert.Matches(Time(), Field(line, "@timestamp"));
            Assert.Equal("8.17.0", Field(line, "ecs.version"));
            Assert.All(line.EnumerateObject(), field => Assert.Contains(field.Name, mapped));
        });
    }

    [Fact]
    public async Task Lines_ChattyOrleans_NameNoPerson()
    {
        using var client = await Start(("Logging__LogLevel__Orleans", "Debug"));
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/users",
            new { username = "ottoline", password = "a long enough one", email = "ottoline@example.test" },
            Cancellation);
        answer.EnsureSuccessStatusCode();
        await Lines.First(one => Field(one, "message")?.Contains("username/", StringComparison.Ordinal) == true);

        Assert.DoesNotContain("ottoline", Lines.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("a long enough one", Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_Text_ForPeople()
    {
        using var client = await Start(
            ("Storehouse__Logging__Format", "Text"), ("Logging__LogLevel__Default", "Information"));

        Assert.Empty(Lines.Objects);
        Assert.Contains("Storehouse is ready", Lines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailingRoute_Production_IsNotThere()
    {
        using var client = await Start();
        using var answer = await client.GetAsync("/debug/failure", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static string? Field(JsonElement line, string name) =>
        line.TryGetProperty(name, out var value) ? value.ToString() : null;

    private static IEnumerable<string> Mapped(JsonElement mapping, string prefix = "") =>
        mapping.GetProperty("properties").EnumerateObject().SelectMany(field =>
            field.Value.TryGetProperty("properties", out _)
                ? Mapped(field.Value, $"{prefix}{field.Name}.")
                : [prefix + field.Name]);

    private async Task<HttpClient> Start(params (string Name, string Value)[] settings)
    {
        var environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value);
        environment["Storehouse__DataPath"] = _folder.FullName;
        environment["Storehouse__Admin__Password"] = EmbeddedServer.Password;
        _server = await ServerProcess.Start(
            new(
                Repository.Assembly("Api", "Storehouse.Api"), environment, ServerProcess.FreePort(),
                _folder.FullName)
            {
                Log = Path.Combine(_folder.FullName, "output.log"),
            },
            Cancellation);
        return new HttpClient { BaseAddress = _server.BaseAddress };
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Time();
}
