using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>Keeps, as dead letters, what the agent gives up after retrying for its whole delivery time.</summary>
internal sealed class JournalFailureHandler(
    IJournal journal, JournalStreamOptions options, TimeProvider clock, ILogger logger) : IStreamFailureHandler
{
    public bool ShouldFaultSubsriptionOnError => false;

    public async Task OnDeliveryFailure(
        GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        if (sequenceToken is null)
        {
            return;
        }

        var partition = int.Parse(streamIdentity.GetKeyAsString(), CultureInfo.InvariantCulture);
        var queue = journal.Topology.QueueOf(streamIdentity.GetNamespace()!, partition);
        var last = JournalBatch.PositionOf(sequenceToken);
        var delivered = await journal.ReadCheckpoint(JournalTopology.ReaderOf(queue));
        var given = (await journal.ReadQueue(queue, delivered, options.CacheMax))
            .Where(message => message.Position <= last)
            .ToList();
        foreach (var message in given)
        {
            await journal.AddDeadLetter(new DeadLetter(
                0, queue, message.Position, message.Topic, message.Key, message.Payload,
                "The subscriber did not take the batch within the delivery time.", clock.GetUtcNow()));
        }

        JournalMetrics.DeadLettered(streamIdentity.GetNamespace()!, given.Count);
        StreamLog.GaveUp(logger, queue, given.Count);
    }

    public Task OnSubscriptionFailure(
        GuidId subscriptionId, string streamProviderName, StreamId streamIdentity,
        StreamSequenceToken? sequenceToken) =>
        Task.CompletedTask;
}
