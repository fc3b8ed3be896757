using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Streams.Core;
using Storehouse.Journal;
using Storehouse.Journal.Streams;

namespace Storehouse.Journaling;

/// <summary>
/// Subscribes to one partition of a topic and hands its messages to the aggregates. It lives where the queue is
/// delivered, so that a batch is handed over within the silo: when the queue has moved, it follows.
/// </summary>
internal abstract class PartitionGrain<TMessage>(
    string topic, IJournal journal, JournalDelivery delivery, TimeProvider clock, ILogger logger,
    Func<ReadOnlyMemory<byte>, TMessage> decode)
    : Grain, IPartitionGrain, IStreamSubscriptionObserver
    where TMessage : class
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<StreamMessage>().ResumeAsync(new PartitionDelivery<TMessage>(
            topic, journal, clock, logger, decode, Deliver, FollowTheQueue));

    protected abstract Task Deliver(string key, ImmutableArray<Delivery<TMessage>> messages);

    private void FollowTheQueue()
    {
        var partition = int.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);
        if (!delivery.Delivers(journal.Topology.QueueOf(topic, partition)))
        {
            DeactivateOnIdle();
        }
    }
}
