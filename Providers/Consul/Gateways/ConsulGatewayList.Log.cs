using Microsoft.Extensions.Logging;

namespace Storehouse.Consul.Gateways;

internal sealed partial class ConsulGatewayList
{
    [LoggerMessage(
        2301, LogLevel.Warning, "Changes of the cluster are not announced now; Consul is asked instead")]
    private static partial void LogLost(ILogger logger, Exception exception);

    [LoggerMessage(2302, LogLevel.Warning, "Consul does not answer; the {Count} gateways known last stand")]
    private static partial void LogKept(ILogger logger, Exception exception, int count);
}
