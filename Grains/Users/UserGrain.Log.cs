using Microsoft.Extensions.Logging;

namespace Storehouse.Users;

public sealed partial class UserGrain
{
    [LoggerMessage(
        EventId = 2200, Level = LogLevel.Debug, Message = "{Command} on user {UserId}: {Outcome}")]
    private static partial void LogExecuted(
        ILogger logger, string userId, string command, UserOutcome outcome);
}
