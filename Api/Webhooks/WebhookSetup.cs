using Storehouse.Hosting;
using Storehouse.Storage;
using Storehouse.Webhooks.Delivery;
using Storehouse.Webhooks.Sending;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks;

/// <summary>Registers webhooks and what delivers to them.</summary>
public static class WebhookSetup
{
    /// <summary>
    /// Webhooks in <c>webhooks.db</c> in the data folder, or in PostgreSQL; needs the journal and data protection
    /// registered.
    /// </summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, StoreLocation stores)
    {
        services.AddSettings<WebhookOptions>(WebhookOptions.Section);
        if (stores.Postgres is { } postgres)
        {
            services.AddTables(postgres, PostgresWebhookDatabase.Tables);
            services.AddSingleton<IWebhookDatabase, PostgresWebhookDatabase>();
        }
        else
        {
            services.AddSingleton<IWebhookDatabase>(_ => new FileWebhookDatabase(stores.DataPath));
        }

        services.AddSingleton<SealedText>();
        services.AddSingleton<WebhookStore>();
        services.AddSingleton<DeliveryStore>();
        services.AddSingleton<AttemptLog>();
        services.AddSingleton<WebhookChanges>();
        services.AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookSender>();
        services.AddSingleton<WebhookAnswers>();
        services.AddSingleton<WebhookRequests>();
        services.AddHostedService<Courier>();
        return services;
    }
}
