using Microsoft.Extensions.Logging;

namespace Storehouse.Journal.Postgres.Writing;

internal sealed partial class GroupWriter
{
    [LoggerMessage(EventId = 7300, Level = LogLevel.Warning, Message = "Group {Group} is sent again")]
    private static partial void LogRetrying(ILogger logger, Exception fault, long group);

    [LoggerMessage(EventId = 7301, Level = LogLevel.Error, Message = "A group of {Commits} commits failed")]
    private static partial void LogFailed(ILogger logger, Exception fault, int commits);

    [LoggerMessage(EventId = 7302, Level = LogLevel.Debug, Message = "The writer's row was left behind")]
    private static partial void LogNotForgotten(ILogger logger, Exception fault);
}
