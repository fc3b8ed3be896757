namespace Storehouse.Http;

internal sealed partial class ErrorAnswers
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "Unhandled error in {Method} {Route}")]
    private static partial void LogUnhandled(ILogger logger, Exception error, string method, string route);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "Answered 503 to {Method} {Route}")]
    private static partial void LogUnavailable(ILogger logger, Exception error, string method, string route);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Debug, Message = "The client went away")]
    private static partial void LogAborted(ILogger logger, Exception error);
}
