using System.Globalization;
using System.Text.Json.Serialization;
using Storehouse.Hosting;

namespace Storehouse.Discovery;

/// <summary>What a Eureka server is told of a process, in its own field names.</summary>
internal sealed record EurekaRegistration(EurekaInstance Instance);

internal sealed record EurekaInstance(
    string InstanceId,
    string HostName,
    [property: JsonPropertyName("app")] string Application,
    [property: JsonPropertyName("ipAddr")] string IpAddress,
    string VipAddress,
    string SecureVipAddress,
    string Status,
    EurekaPort Port,
    EurekaPort SecurePort,
    string HomePageUrl,
    string StatusPageUrl,
    string? HealthCheckUrl,
    string? SecureHealthCheckUrl,
    EurekaDataCenter DataCenterInfo,
    EurekaLease LeaseInfo,
    Dictionary<string, string> Metadata,
    string LastDirtyTimestamp)
{
    public static string App(ServiceInstance instance) => instance.Name.ToUpperInvariant();

    public static EurekaInstance Of(
        ServiceInstance instance, string status, long dirtySince, EurekaOptions options, string[] tags) =>
        new(
        instance.Id,
        instance.Host,
        App(instance),
        instance.Host,
        instance.Name,
        instance.Name,
        status,
        EurekaPort.Of(instance, secure: false),
        EurekaPort.Of(instance, secure: true),
        instance.Root.AbsoluteUri,
        instance.Health.AbsoluteUri,
        instance.IsSecure ? null : instance.Health.AbsoluteUri,
        instance.IsSecure ? instance.Health.AbsoluteUri : null,
        new("com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo", "MyOwn"),
        new((int)options.RenewalInterval.TotalSeconds, (int)options.Lease.TotalSeconds),
        new()
        {
            ["role"] = instance.Role,
            [SiloVersion.Key] = SiloVersion.Current,
            ["tags"] = string.Join(',', tags),
        },
        dirtySince.ToString(CultureInfo.InvariantCulture));
}

internal sealed record EurekaPort(
    [property: JsonPropertyName("$")] int Number,
    [property: JsonPropertyName("@enabled")] string IsEnabled)
{
    public static EurekaPort Of(ServiceInstance instance, bool secure) => instance.IsSecure == secure
        ? new(instance.Root.Port, "true")
        : new(secure ? 443 : 80, "false");
}

internal sealed record EurekaDataCenter([property: JsonPropertyName("@class")] string Class, string Name);

internal sealed record EurekaLease(int RenewalIntervalInSecs, int DurationInSecs);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EurekaRegistration))]
internal sealed partial class EurekaJson : JsonSerializerContext;
