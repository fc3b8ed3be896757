using Microsoft.Extensions.Logging;

namespace Storehouse.Inventory;

internal sealed partial class ShareGrain
{
    [LoggerMessage(3303, LogLevel.Error, "The commit of share {Key} failed; it will be read again")]
    private static partial void LogCommitFailed(ILogger logger, Exception exception, string key);
}
