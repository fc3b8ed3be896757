namespace Storehouse.Webhooks.Delivery;

internal sealed partial class Courier
{
    [LoggerMessage(4701, LogLevel.Information, "Delivering for webhook {WebhookId} after {Position}")]
    private partial void LogTaken(string webhookId, long position);

    [LoggerMessage(4702, LogLevel.Warning, "Webhook {WebhookId} is disabled: {Reason}")]
    private partial void LogDisabled(string webhookId, DisabledReason reason);

    [LoggerMessage(4703, LogLevel.Warning, "Deliveries for webhook {WebhookId} pause for {Pause}")]
    private partial void LogPausing(Exception exception, string webhookId, TimeSpan pause);

    [LoggerMessage(4704, LogLevel.Warning, "Could not look for webhooks; trying again")]
    private partial void LogCannotLook(Exception exception);
}
