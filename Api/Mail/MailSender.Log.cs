namespace Storehouse.Mail;

internal sealed partial class MailSender
{
    [LoggerMessage(EventId = 3300, Level = LogLevel.Warning,
        Message = "A message ({Kind}) was not sent at attempt {Attempts} and will be tried again: {Fault}")]
    private static partial void LogNotSent(ILogger logger, MailKind kind, int attempts, string fault);

    [LoggerMessage(EventId = 3301, Level = LogLevel.Error,
        Message = "A message ({Kind}) is given up after {Attempts} attempts")]
    private static partial void LogGivenUp(ILogger logger, MailKind kind, int attempts);

    [LoggerMessage(EventId = 3302, Level = LogLevel.Warning, Message = "The queue of messages cannot be read")]
    private static partial void LogQueueFailed(ILogger logger, Exception fault);
}
