using Microsoft.Extensions.Logging;

namespace Storehouse.Journal.Postgres.Partitions;

internal sealed partial class PartitionKeeper
{
    [LoggerMessage(EventId = 7320, Level = LogLevel.Warning, Message = "A partition could not be made ahead")]
    private static partial void LogNotMade(ILogger logger, Exception fault);

    [LoggerMessage(EventId = 7321, Level = LogLevel.Information, Message = "Detached partition {Partition}")]
    private static partial void LogDetached(ILogger logger, string partition);
}
