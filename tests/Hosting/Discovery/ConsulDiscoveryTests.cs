using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Hosting.Discovery;

public sealed class ConsulDiscoveryTests : IAsyncLifetime
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private ConsulServer _consul = null!;

    public async ValueTask InitializeAsync() => _consul = await ConsulServer.Start();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _consul.DisposeAsync();
    }

    [Fact]
    public async Task Start_ServingProcess_IsRegisteredWithAPassingCheck()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => HasStatus("passing"));

        var service = (await Instances())[0]!["Service"]!;
        Assert.Equal("127.0.0.1", service["Address"]!.GetValue<string>());
        Assert.Equal(app.Address.Port, service["Port"]!.GetValue<int>());
        Assert.Equal($"storehouse-api-{Environment.MachineName.ToLowerInvariant()}-{app.Address.Port}",
            service["ID"]!.GetValue<string>());
        Assert.Equal(["blue", "v1"], service["Tags"]!.AsArray().Select(tag => tag!.GetValue<string>()));
        Assert.Equal("api", service["Meta"]!["role"]!.GetValue<string>());
    }

    [Fact]
    public async Task Ready_TurnsFalseAndTrueAgain_CheckFollows()
    {
        await using var app = await DiscoverableApp.Start(Settings(), ready: false);
        await Eventually.True(() => HasStatus("critical"));
        app.IsReady = true;
        await Eventually.True(() => HasStatus("passing"));
        app.IsReady = false;
        await Eventually.True(() => HasStatus("critical"));
    }

    [Fact]
    public async Task Stop_WithARequestInProgress_IsTakenOffBeforeTheDrain()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => HasStatus("passing"));
        var request = await app.BeginSlowRequest();

        var stop = app.Stop();
        await Eventually.True(async () => (await Instances()).Count == 0);
        Assert.False(stop.IsCompleted);
        app.Release();
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, await request);
        Assert.Equal(1, app.Lines.Count(5203));
    }

    // Consul takes nothing off in less than a minute, and looks every 30 s, so what is shown here is that it
    // will: the bound is stored with the check, and the check has turned.
    [Fact]
    public async Task Crash_OfTheProcess_TurnsCriticalWithABoundForItsRemoval()
    {
        var app = await DiscoverableApp.Start(Settings(("DeregisterCriticalAfter", "00:01:10")));
        await Eventually.True(() => HasStatus("passing"));
        await app.Crash();
        await Eventually.True(() => HasStatus("critical"));

        // No answer of its API tells the bound; the file in which it keeps the check does.
        var kept = JsonNode.Parse(await File.ReadAllTextAsync(
            Assert.Single(Directory.GetFiles(Path.Combine(_consul.DataFolder, "checks")))))!;
        Assert.Equal(
            TimeSpan.FromSeconds(70).TotalNanoseconds,
            kept["ChkType"]!["DeregisterCriticalServiceAfter"]!.GetValue<double>());
    }

    [Fact]
    public async Task Agent_RestartedWithoutTheService_IsToldAgain()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => HasStatus("passing"));

        _consul.Kill();
        foreach (var kind in (string[])["services", "checks"])
        {
            Directory.Delete(Path.Combine(_consul.DataFolder, kind), recursive: true);
        }

        await _consul.Restart();
        await Eventually.True(() => app.Lines.Count(5201) >= 2);
        await Eventually.True(() => HasStatus("passing"));
    }

    [Fact]
    public async Task Start_AgentAway_ServesAndIsRegisteredOnceItIsBack()
    {
        _consul.Kill();
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => app.Lines.Count(5202) == 1);
        Assert.Equal(
            HttpStatusCode.OK, (await _http.GetAsync(new Uri(app.Address, "/health/ready"))).StatusCode);

        await _consul.Restart();
        await Eventually.True(() => HasStatus("passing"));
        Assert.Equal(1, app.Lines.Count(5202));
    }

    [Fact]
    public async Task Stop_AgentAway_EndsWithinItsBound()
    {
        await using var app = await DiscoverableApp.Start(Settings(("StopTimeout", "00:00:01")));
        await Eventually.True(() => HasStatus("passing"));
        _consul.Signal("STOP");

        await app.Stop().WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, app.Lines.Count(5205));
    }

    [Fact]
    public async Task Start_OnEveryAddress_AdvertisesOneThatOthersReach()
    {
        await using var app = await DiscoverableApp.Start(Settings(), url: "http://0.0.0.0:0");
        await Eventually.True(async () => (await Instances()).Count == 1);

        var address = IPAddress.Parse((await Instances())[0]!["Service"]!["Address"]!.GetValue<string>());
        Assert.False(IPAddress.IsLoopback(address));
        Assert.NotEqual(IPAddress.Any, address);
    }

    private Dictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Storehouse:Consul:Address"] = _consul.Address.ToString(),
            ["Storehouse:Discovery:Kind"] = "Consul",
            ["Storehouse:Discovery:CheckInterval"] = "00:00:00.200",
            ["Storehouse:Discovery:CheckTimeout"] = "00:00:00.200",
            ["Storehouse:Discovery:RegistrationCheckInterval"] = "00:00:00.200",
            ["Storehouse:Discovery:RetryPause"] = "00:00:00.100",
            ["Storehouse:Discovery:RetryPauseMax"] = "00:00:00.500",
            ["Storehouse:Discovery:Tags:0"] = "blue",
            ["Storehouse:Discovery:Tags:1"] = "v1",
        };
        foreach (var (key, value) in more)
        {
            settings[$"Storehouse:Discovery:{key}"] = value;
        }

        return settings;
    }

    private async Task<JsonArray> Instances() =>
        (await _http.GetFromJsonAsync<JsonArray>(
            new Uri(_consul.Address, "/v1/health/service/storehouse-api")))!;

    private async Task<JsonNode?> Check() => (await Instances())
        .SelectMany(instance => instance!["Checks"]!.AsArray())
        .FirstOrDefault(check => check!["Name"]!.GetValue<string>() == "ready");

    private async Task<bool> HasStatus(string status) =>
        (await Check())?["Status"]!.GetValue<string>() == status;
}
