using System.Net;
using System.Net.Sockets;

namespace Storehouse.Webhooks.Sending;

/// <summary>The address that a receiver's name leads to must not be connected to.</summary>
internal sealed class AddressRefusedException(string host)
    : IOException($"{host} has no address that may be connected to.");

/// <summary>
/// Connects to receivers. The name is resolved here and the very addresses found are judged and connected to, so
/// that a name cannot lead elsewhere between the check and the connection.
/// </summary>
internal sealed class GuardedConnection(AddressRules rules)
{
    public async ValueTask<Stream> Open(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Dns.GetHostAddressesAsync(host, cancellation);
        var admitted = addresses.Where(rules.Allow).ToArray();
        if (admitted.Length == 0)
        {
            throw new AddressRefusedException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(admitted, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
