using Storehouse.Hosting;

namespace Storehouse.Events;

/// <summary>Registers the feed of events.</summary>
public static class EventSetup
{
    /// <summary>Needs the journal registered.</summary>
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddSettings<EventOptions>("Storehouse:Events");
        services.AddSingleton<EventTail>();
        services.AddSingleton<FeedMetrics>();
        services.AddSingleton<EventFeeds>();
        return services;
    }
}
