using Microsoft.Extensions.Logging;

namespace Storehouse.Journaling;

internal static partial class DeliveryLog
{
    [LoggerMessage(3101, LogLevel.Warning, "Delivery to {Topic}/{Key} waits for storage or a silo to come back")]
    public static partial void WaitingOut(ILogger logger, Exception exception, string topic, string key);

    [LoggerMessage(3102, LogLevel.Error, "Delivery to {Topic}/{Key} failed, attempt {Attempt}")]
    public static partial void DeliveryFailed(
        ILogger logger, Exception exception, string topic, string key, int attempt);

    [LoggerMessage(3103, LogLevel.Critical, "Message {Position} to {Topic}/{Key} is now a dead letter")]
    public static partial void Buried(ILogger logger, string topic, string key, long position);

    [LoggerMessage(3104, LogLevel.Error, "The stream of {Topic} reported a fault")]
    public static partial void StreamFaulted(ILogger logger, Exception exception, string topic);
}
