using Storehouse.Hosting;

namespace Storehouse.Tests.Hosting.Discovery;

public sealed class DiscoverySettingsTests
{
    [Theory]
    [InlineData("Discovery:Kind", "Zookeeper", "Storehouse:Discovery:Kind")]
    [InlineData("Discovery:Kind", "Eureka", "Storehouse:Discovery:Eureka:Url")]
    [InlineData("Discovery:Eureka:Lease", "00:00:10", "Storehouse:Discovery:Eureka:Lease")]
    [InlineData("Discovery:CheckTimeout", "00:01:00", "Storehouse:Discovery:CheckTimeout")]
    [InlineData("Discovery:DeregisterCriticalAfter", "00:00:59", "Discovery:DeregisterCriticalAfter")]
    [InlineData("Discovery:Address", "not an address", "Storehouse:Discovery:Address")]
    [InlineData("Discovery:ServiceId", "with/slash", "Storehouse:Discovery:ServiceId")]
    public async Task Start_InvalidSetting_NamesTheKey(string key, string value, string named)
    {
        var settings = new Dictionary<string, string?> { [$"Storehouse:{key}"] = value };
        var fault = await Assert.ThrowsAsync<StartupException>(() => DiscoverableApp.Start(settings));
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }
}
