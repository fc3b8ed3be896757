using Microsoft.Extensions.Logging;

namespace Storehouse.Journal.Postgres.Following;

internal sealed partial class HeadListener
{
    [LoggerMessage(
        EventId = 7310, Level = LogLevel.Warning, Message = "Following the journal was interrupted")]
    private static partial void LogInterrupted(ILogger logger, Exception fault);
}
