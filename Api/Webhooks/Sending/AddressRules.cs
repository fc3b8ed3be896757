using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace Storehouse.Webhooks.Sending;

/// <summary>
/// Which addresses may be connected to: those of the public internet, and those of networks that are allowed by
/// name. An address that only wraps another (IPv4-mapped, NAT64, 6to4) is judged by the one inside as well.
/// </summary>
internal sealed class AddressRules(ImmutableArray<IPNetwork> allowed)
{
    // IANA special-purpose registries (RFC 6890 and after): whatever is not globally reachable.
    private static readonly ImmutableArray<IPNetwork> Special4 = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly ImmutableArray<IPNetwork> Special6 = Networks(
        "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public bool Allow(IPAddress address)
    {
        var judged = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (judged.AddressFamily == AddressFamily.InterNetworkV6 && Nat64.Contains(judged))
        {
            judged = LastFourBytes(judged);
        }

        return IsAllowed(judged) || IsPublic(judged);
    }

    private bool IsAllowed(IPAddress address)
    {
        foreach (var network in allowed)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPublic(IPAddress address) =>
        address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Special4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 =>
                Global6.Contains(address) && !Special6.Any(network => network.Contains(address)),
            _ => false,
        };

    private static IPAddress LastFourBytes(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return new(BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]));
    }

    private static ImmutableArray<IPNetwork> Networks(params ReadOnlySpan<string> texts)
    {
        var networks = ImmutableArray.CreateBuilder<IPNetwork>(texts.Length);
        foreach (var text in texts)
        {
            networks.Add(IPNetwork.Parse(text));
        }

        return networks.MoveToImmutable();
    }
}
