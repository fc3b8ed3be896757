using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Storehouse.Consul;
using Xunit;

namespace Storehouse.Tests.Membership;

public sealed class OptionsTests
{
    public static TheoryData<string, Action<ConsulOptions>> Mistakes => new()
    {
        { nameof(ConsulOptions.Address), options => options.Address = new("ftp://consul") },
        { nameof(ConsulOptions.Address), options => options.Address = new("http://consul:8500/v1") },
        { nameof(ConsulOptions.Address), options => options.Address = new("consul", UriKind.Relative) },
        { nameof(ConsulOptions.TokenFile), options => (options.Token, options.TokenFile) = ("t", "f") },
        { nameof(ConsulOptions.TokenFile), options => options.TokenFile = "/there/is/none" },
        { nameof(ConsulOptions.KvRootFolder), options => options.KvRootFolder = "a/" },
        { nameof(ConsulOptions.KvRootFolder), options => options.KvRootFolder = "/a" },
        { nameof(ConsulOptions.KvRootFolder), options => options.KvRootFolder = "a//b" },
        { nameof(ConsulOptions.KvRootFolder), options => options.KvRootFolder = "a/../b" },
        { nameof(ConsulOptions.CaFile), options => options.CaFile = "/there/is/none" },
        { nameof(ConsulOptions.CertificateFile), options => options.CertificateFile = "/there/is/none" },
        { nameof(ConsulOptions.KeyFile), options => options.KeyFile = "/dev/null" },
        { nameof(ConsulOptions.Timeout), options => options.Timeout = TimeSpan.Zero },
        { nameof(ConsulOptions.RetryWithin), options => options.RetryWithin = TimeSpan.FromSeconds(-1) },
        { nameof(ConsulOptions.RetryDelay), options => options.RetryDelay = TimeSpan.Zero },
        { nameof(ConsulOptions.RetryDelayMax), options => options.RetryDelayMax = TimeSpan.FromDays(1) },
        { nameof(ConsulOptions.WatchWait), options => options.WatchWait = TimeSpan.FromHours(1) },
        {
            nameof(ConsulOptions.GatewayRefreshPeriod),
            options => options.GatewayRefreshPeriod = TimeSpan.Zero
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void Validate_Mistake_NamesTheKey(string key, Action<ConsulOptions> mistake)
    {
        var options = new ConsulOptions();
        mistake(options);
        var fault = Assert.Throws<OrleansConfigurationException>(() => Validate(options, "storehouse"));
        Assert.StartsWith($"Consul:{key} is not valid: ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public void Validate_ClusterIdThatIsNoFolder_IsRefused(string clusterId)
    {
        var fault = Assert.Throws<OrleansConfigurationException>(() => Validate(new(), clusterId));
        Assert.Contains(nameof(ClusterOptions.ClusterId), fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a")]
    [InlineData("a/b c/.d")]
    public void Validate_DefaultsAndPaths_AreAccepted(string? folder) =>
        Validate(new() { KvRootFolder = folder }, "storehouse");

    private static void Validate(ConsulOptions options, string clusterId) => new ConsulOptionsValidator(
        Options.Create(options),
        Options.Create(new ClusterOptions { ClusterId = clusterId })).ValidateConfiguration();
}
