using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Storehouse.Discovery;

/// <summary>This process as others are to see it.</summary>
/// <param name="Name">Shared by all that do the same.</param>
/// <param name="Id">Its own.</param>
/// <param name="Role"><c>silo</c> or <c>api</c>.</param>
/// <param name="Root">Where it answers: scheme, host and port.</param>
/// <param name="Health">What answers 200 while it can serve.</param>
internal sealed record ServiceInstance(string Name, string Id, string Role, Uri Root, Uri Health)
{
    public string Host => Root.IdnHost;

    public bool IsSecure => Root.Scheme == Uri.UriSchemeHttps;

    /// <param name="urls">Where the server listens.</param>
    /// <returns>null when there is no address to advertise.</returns>
    public static ServiceInstance? From(DiscoveryOptions options, string role, IEnumerable<string> urls)
    {
        var listening = urls.Select(BindingAddress.Parse).FirstOrDefault(address => !address.IsUnixPipe);
        var host = options.Address ?? Reachable(listening?.Host);
        var port = options.Port ?? listening?.Port;
        if (host is null || port is null)
        {
            return null;
        }

        var name = options.ServiceName ?? $"storehouse-{role}";
        var machine = Environment.MachineName.ToLowerInvariant();
        var root = new UriBuilder(listening?.Scheme ?? Uri.UriSchemeHttp, host, port.Value).Uri;
        return new(
            name,
            options.ServiceId ?? $"{name}-{machine}-{port}",
            role,
            root,
            new Uri(root, options.HealthPath));
    }

    private static string? Reachable(string? host)
    {
        var isWildcard = host is "*" or "+"
            || (IPAddress.TryParse(host, out var address)
                && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));
        return isWildcard ? OfThisMachine()?.ToString() : host;
    }

    private static IPAddress? OfThisMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(card => card.OperationalStatus == OperationalStatus.Up)
        .SelectMany(card => card.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Where(address => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal)
        .OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1)
        .FirstOrDefault();
}
