using System.Text;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Hosting.Discovery;

public sealed class EurekaDiscoveryTests : IAsyncLifetime
{
    private EurekaServer _eureka = null!;

    public async ValueTask InitializeAsync() => _eureka = await EurekaServer.Start();

    public ValueTask DisposeAsync() => _eureka.DisposeAsync();

    [Fact]
    public async Task Start_ServingProcess_IsListedAsUp()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => IsListed("UP"));

        var instance = _eureka.Instances[0];
        Assert.Equal("STOREHOUSE-API", instance["app"]!.GetValue<string>());
        Assert.Equal("storehouse-api", instance["vipAddress"]!.GetValue<string>());
        Assert.Equal("127.0.0.1", instance["ipAddr"]!.GetValue<string>());
        Assert.Equal(app.Address.Port, instance["port"]!["$"]!.GetValue<int>());
        Assert.Equal("true", instance["port"]!["@enabled"]!.GetValue<string>());
        Assert.Equal("false", instance["securePort"]!["@enabled"]!.GetValue<string>());
        Assert.Equal(1, instance["leaseInfo"]!["renewalIntervalInSecs"]!.GetValue<int>());
        Assert.Equal(
            new Uri(app.Address, "/health/ready").ToString(), instance["healthCheckUrl"]!.GetValue<string>());
    }

    [Fact]
    public async Task Lease_LongerThanItsDuration_IsRenewed()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => IsListed("UP"));
        await Pause.For(TimeSpan.FromSeconds(4));

        Assert.True(IsListed("UP"));
        Assert.InRange(_eureka.Count("PUT"), 2, 6);
        Assert.Equal(1, _eureka.Count("POST"));
    }

    [Fact]
    public async Task Server_ForgotTheProcess_IsToldAgain()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => IsListed("UP"));
        _eureka.Forget();
        await Eventually.True(() => IsListed("UP"));
        Assert.Equal(2, _eureka.Count("POST"));
    }

    [Fact]
    public async Task Ready_TurnsFalseAndTrueAgain_StatusFollowsAndNoOverrideIsTouched()
    {
        await using var app = await DiscoverableApp.Start(Settings(), ready: false);
        await Eventually.True(() => IsListed("DOWN"));
        app.IsReady = true;
        await Eventually.True(() => IsListed("UP"));
        app.IsReady = false;
        await Eventually.True(() => IsListed("DOWN"));
        Assert.DoesNotContain(
            _eureka.Requests, request => request.EndsWith("/status", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_WithARequestInProgress_IsTakenOffBeforeTheDrain()
    {
        await using var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => IsListed("UP"));
        var request = await app.BeginSlowRequest();

        var stop = app.Stop();
        await Eventually.True(() => _eureka.Instances.Count == 0);
        Assert.Equal(1, _eureka.Count("DELETE"));
        Assert.False(stop.IsCompleted);
        app.Release();
        await stop.WaitAsync(TimeSpan.FromSeconds(20));
        await request;
    }

    [Fact]
    public async Task Crash_OfTheProcess_IsOffWhenItsLeaseEnds()
    {
        var app = await DiscoverableApp.Start(Settings());
        await Eventually.True(() => IsListed("UP"));
        await app.Crash();
        Assert.True(IsListed("UP"));
        await Eventually.True(() => _eureka.Instances.Count == 0);
        Assert.Equal(0, _eureka.Count("DELETE"));
    }

    [Fact]
    public async Task Url_WithUserAndPassword_SignsIn()
    {
        var url = new UriBuilder(_eureka.Url) { UserName = "store", Password = "s%40fe" }.Uri.ToString();
        await using var app = await DiscoverableApp.Start(Settings(("Eureka:Url", url)));
        await Eventually.True(() => IsListed("UP"));
        Assert.Equal(
            "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("store:s@fe")), _eureka.Authorization);
        Assert.DoesNotContain("s@fe", app.Lines.ToString(), StringComparison.Ordinal);
    }

    private Dictionary<string, string?> Settings(params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Storehouse:Discovery:Kind"] = "Eureka",
            ["Storehouse:Discovery:Eureka:Url"] = _eureka.Url.ToString(),
            ["Storehouse:Discovery:Eureka:RenewalInterval"] = "00:00:01",
            ["Storehouse:Discovery:Eureka:Lease"] = "00:00:03",
            ["Storehouse:Discovery:CheckInterval"] = "00:00:00.200",
            ["Storehouse:Discovery:CheckTimeout"] = "00:00:00.200",
            ["Storehouse:Discovery:RetryPause"] = "00:00:00.100",
        };
        foreach (var (key, value) in more)
        {
            settings[$"Storehouse:Discovery:{key}"] = value;
        }

        return settings;
    }

    private bool IsListed(string status) =>
        _eureka.Instances is [var only] && only["status"]!.GetValue<string>() == status;
}
