using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

public static class JournalStreams
{
    /// <summary>
    /// Adds the journal's stream provider and its clockwork; an <see cref="IJournal"/> must be registered.
    /// </summary>
    public static ISiloBuilder AddJournalStreams(this ISiloBuilder builder, string name)
    {
        builder.AddPersistentStreams(name, JournalAdapter.Create, streams =>
        {
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            var soonAgain = new SoonAgain();
            streams.ConfigureBackoffProvider((_, _) => (IMessageDeliveryBackoffProvider)soonAgain);
            streams.ConfigureBackoffProvider((_, _) => (IQueueReaderBackoffProvider)soonAgain);
            streams.ConfigurePullingAgent(agent => agent.Configure(options =>
            {
                options.GetQueueMsgsTimerPeriod = TimeSpan.FromMilliseconds(10);

                // The journal's cursor hands out everything that waits as one batch already.
                options.BatchContainerBatchSize = 1;

                // A batch that is given up is a loss: subscribers bound their own retries and keep dead letters.
                options.MaxEventDeliveryTime = TimeSpan.FromDays(30);

                // The set of streams is fixed; none of them may be forgotten.
                options.StreamInactivityPeriod = TimeSpan.FromDays(365);
            }));
        });
        builder.Services.AddSingleton(services =>
            new JournalDelivery(services.GetService<TimeProvider>() ?? TimeProvider.System));
        builder.Services.AddHostedService<JournalClockwork>();
        builder.Services.AddHostedService<QueueGauges>();
        return builder;
    }
}
