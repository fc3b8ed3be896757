namespace Storehouse.Identity;

internal sealed partial class IdentityPreparation
{
    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "Old tokens could not be removed")]
    private static partial void LogPruneFailed(ILogger logger, Exception error);
}
