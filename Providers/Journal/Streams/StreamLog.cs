using Microsoft.Extensions.Logging;

namespace Storehouse.Journal.Streams;

internal static partial class StreamLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Could not save the checkpoint of queue {Queue}; it will be saved later")]
    public static partial void CheckpointFailed(ILogger logger, Exception exception, int queue);

    [LoggerMessage(2102, LogLevel.Error, "Gave up {Count} messages of queue {Queue}; they are dead letters now")]
    public static partial void GaveUp(ILogger logger, int queue, int count);

    [LoggerMessage(2103, LogLevel.Error, "Could not turn due messages into queued ones; trying again")]
    public static partial void DueFailed(ILogger logger, Exception exception);

    [LoggerMessage(2104, LogLevel.Error, "Could not purge idempotency keys; trying again")]
    public static partial void PurgeFailed(ILogger logger, Exception exception);
}
