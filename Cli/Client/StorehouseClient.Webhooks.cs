namespace Storehouse.Cli.Client;

public sealed partial class StorehouseClient
{
    private const string WebhooksPath = "api/v1/webhooks";

    /// <summary>Makes a webhook; the answer holds its secret.</summary>
    public Task<Answer<Webhook>> AddWebhookAsync(NewWebhook webhook, CancellationToken cancel = default) =>
        PostAsync(
            WebhooksPath, webhook, StorehouseJson.Default.NewWebhook, StorehouseJson.Default.Webhook, null, cancel);

    public Task<Answer<Page<Webhook>>> ListWebhooksAsync(PageRequest page, CancellationToken cancel = default) =>
        GetAsync(
            new Query(WebhooksPath).With(page).ToString(), StorehouseJson.Default.PageWebhook, cancel);

    public Task<Answer<Page<WebhookDelivery>>> ListDeliveriesAsync(
        string id, PageRequest page, CancellationToken cancel = default) =>
        GetAsync(
            new Query(WebhookPath(id) + "/deliveries").With(page).ToString(),
            StorehouseJson.Default.PageWebhookDelivery, cancel);

    public Task<Answer<Webhook>> ChangeWebhookAsync(
        string id, WebhookChange change, CancellationToken cancel = default) =>
        SendAsync(
            new ApiRequest(HttpMethod.Patch, WebhookPath(id))
            {
                Content = Json(change, StorehouseJson.Default.WebhookChange),
            },
            StorehouseJson.Default.Webhook, cancel);

    /// <summary>Makes a new secret, which the answer holds; the old one signs beside it for a day.</summary>
    public Task<Answer<Webhook>> RotateWebhookSecretAsync(string id, CancellationToken cancel = default) =>
        PostAsync(
            WebhookPath(id) + "/secret", new NoBody(), StorehouseJson.Default.NoBody,
            StorehouseJson.Default.Webhook, null, cancel);

    /// <summary>Delivers an event and all after it again.</summary>
    public Task<Answer<Webhook>> ReplayWebhookAsync(
        string id, WebhookReplay replay, CancellationToken cancel = default) =>
        PostAsync(
            WebhookPath(id) + "/replay", replay, StorehouseJson.Default.WebhookReplay,
            StorehouseJson.Default.Webhook, null, cancel);

    private static string WebhookPath(string id) => $"{WebhooksPath}/{Uri.EscapeDataString(id)}";
}
