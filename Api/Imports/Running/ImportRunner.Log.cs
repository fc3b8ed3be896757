namespace Storehouse.Imports.Running;

internal sealed partial class ImportRunner
{
    [LoggerMessage(4501, LogLevel.Information,
        "Import {ImportId} of {Kind} goes on after {Groups} done, of {Rows} rows")]
    private partial void LogStarted(string importId, ImportKind kind, long groups, long rows);

    [LoggerMessage(4502, LogLevel.Information, "Import {ImportId} is complete in {Elapsed}: "
        + "{Accepted} accepted, {Rejected} rejected, {Skipped} skipped")]
    private partial void LogCompleted(
        string importId, TimeSpan elapsed, long accepted, long rejected, long skipped);

    [LoggerMessage(4503, LogLevel.Warning, "Imports wait {Pause} for storage or a silo to come back")]
    private partial void LogWaiting(Exception exception, TimeSpan pause);

    [LoggerMessage(4505, LogLevel.Warning, "Import {ImportId} is refused whole: {Damage}")]
    private partial void LogDamaged(string importId, string damage);

    [LoggerMessage(4504, LogLevel.Error, "Import {ImportId} cannot go on")]
    private partial void LogFailed(Exception exception, string importId);

    [LoggerMessage(4506, LogLevel.Warning, "Import {ImportId} went to another process, which goes on")]
    private partial void LogLost(string importId);
}
