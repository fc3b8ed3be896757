using Microsoft.Extensions.Logging;

namespace Storehouse.Orders;

internal sealed partial class OrderGrain
{
    [LoggerMessage(3201, LogLevel.Error, "The commit of order {OrderId} failed; it will be read again")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception, string orderId);
}
