namespace Storehouse.Projections;

internal sealed partial class ProjectionRunner
{
    [LoggerMessage(4001, LogLevel.Error,
        "The read models stand still after position {Position}; trying again in {Pause}")]
    private partial void LogFailed(Exception exception, long position, TimeSpan pause);

    [LoggerMessage(4002, LogLevel.Warning, "The read models in {File} are damaged and are built again")]
    private partial void LogDamaged(Exception exception, string file);

    [LoggerMessage(4003, LogLevel.Warning,
        "Read model {Projection} follows another journal at position {Position} and is built again")]
    private partial void LogRebuilding(string projection, long position);
}
