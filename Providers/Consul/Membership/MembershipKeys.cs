namespace Storehouse.Consul.Membership;

/// <summary>
/// Where things lie, the same as with Microsoft.Orleans.Clustering.Consul, so that silos with either form one
/// cluster: <c>version</c>, <c>ip:port@generation</c> and <c>ip:port@generation/iamalive</c>, all under
/// <c>[KvRootFolder/]orleans/ClusterId/</c>.
/// </summary>
internal sealed class MembershipKeys(string? rootFolder, string clusterId)
{
    private const string HeartbeatSuffix = "/iamalive";

    /// <summary>With its slash: without, it would also be the beginning of another cluster's name.</summary>
    public string Prefix { get; } =
        (string.IsNullOrEmpty(rootFolder) ? "" : $"{rootFolder}/") + $"orleans/{clusterId}/";

    public string Version => Prefix + "version";

    // Made anew: an address that has been used formats IPv6 differently from a fresh one.
    public string Row(SiloAddress silo) =>
        Prefix + SiloAddress.New(
            silo.Endpoint.Address, silo.Endpoint.Port, silo.Generation).ToParsableString();

    public string Heartbeat(SiloAddress silo) => HeartbeatOf(Row(silo));

    public static string HeartbeatOf(string rowKey) => rowKey + HeartbeatSuffix;

    /// <summary>The silo whose row it is, or null for any other key.</summary>
    public SiloAddress? SiloOf(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal)
        && SiloAddress.TryParse(key[Prefix.Length..], provider: null, out var silo) ? silo : null;
}
