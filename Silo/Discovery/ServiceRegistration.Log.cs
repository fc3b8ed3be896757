namespace Storehouse.Discovery;

internal sealed partial class ServiceRegistration
{
    [LoggerMessage(5201, LogLevel.Information, "Registered as {ServiceId} at {Address}")]
    private partial void LogRegistered(string serviceId, Uri address);

    [LoggerMessage(5202, LogLevel.Warning,
        "The registry does not take {ServiceId}; it is tried again until it does, and this is said once")]
    private partial void LogFailing(Exception exception, string serviceId);

    [LoggerMessage(5203, LogLevel.Information, "{ServiceId} is taken off; the drain may begin")]
    private partial void LogRemoved(string serviceId);

    [LoggerMessage(5204, LogLevel.Warning, "The registry did not take {ServiceId} off")]
    private partial void LogRemovalFailed(Exception exception, string serviceId);

    [LoggerMessage(5205, LogLevel.Warning,
        "{ServiceId} could not be taken off within {Limit}; the registry drops it when its bound has passed")]
    private partial void LogNotRemoved(string serviceId, TimeSpan limit);

    [LoggerMessage(5206, LogLevel.Error,
        "This process is in no registry, as it has no address to advertise; "
        + "set Storehouse:Discovery:Address and Port")]
    private partial void LogNoAddress();
}
