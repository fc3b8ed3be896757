using System.Net;

namespace Storehouse.Tls;

internal sealed partial class TlsConnection
{
    [LoggerMessage(5111, LogLevel.Warning, "Mutual TLS {Side} {RemoteEndPoint} was refused: {Reason}")]
    private partial void LogRefused(TlsSide side, EndPoint? remoteEndPoint, string reason);

    // Such as a probe that looks whether the port is open.
    [LoggerMessage(5112, LogLevel.Debug, "{RemoteEndPoint} connected and left without a word")]
    private partial void LogLeft(EndPoint? remoteEndPoint);
}
