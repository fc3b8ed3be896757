using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Streams;
using Storehouse.Journal;
using Storehouse.Journal.Streams;

namespace Storehouse.Journaling;

/// <summary>
/// Hands a partition's batch to the aggregates it is for: concurrently over aggregates, in order for each. A
/// message that keeps failing for a reason of its own becomes a dead letter, so that it holds up nobody else;
/// faults of storage or of a silo are waited out.
/// </summary>
/// <param name="afterBatch">Called when a batch has been handed over.</param>
internal sealed class PartitionDelivery<TMessage>(
    string topic,
    IJournal journal,
    TimeProvider clock,
    ILogger logger,
    Func<ReadOnlyMemory<byte>, TMessage> decode,
    Func<string, ImmutableArray<Delivery<TMessage>>, Task> deliver,
    Action afterBatch) : IAsyncBatchObserver<StreamMessage>
    where TMessage : class
{
    private const int AttemptsMax = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public async Task OnNextAsync(IList<SequentialItem<StreamMessage>> items)
    {
        var groups = new Dictionary<string, List<StreamMessage>>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (!groups.TryGetValue(item.Item.Key, out var group))
            {
                groups.Add(item.Item.Key, group = []);
            }

            group.Add(item.Item);
        }

        await Task.WhenAll(groups.Select(group => DeliverAll(group.Key, group.Value)));
        afterBatch();
    }

    public Task OnErrorAsync(Exception exception)
    {
        DeliveryLog.StreamFaulted(logger, exception, topic);
        return Task.CompletedTask;
    }

    private async Task DeliverAll(string key, List<StreamMessage> messages)
    {
        if (await TryDeliver(key, messages) is null)
        {
            return;
        }

        // One of them is the culprit: one by one, the others get through.
        foreach (var message in messages)
        {
            if (await TryDeliver(key, [message]) is { } cause)
            {
                await Bury(message, cause);
            }
        }
    }

    private async Task<Exception?> TryDeliver(string key, List<StreamMessage> messages)
    {
        for (var (attempt, pause) = (1, FirstPause); ; pause = Longer(pause))
        {
            try
            {
                await Deliver(key, messages);
                JournalMetrics.Delivered(topic, messages.Count);
                return null;
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                JournalMetrics.DeliveryFailed(topic, JournalMetrics.PassingCause);
                DeliveryLog.WaitingOut(logger, exception, topic, key);
            }
            catch (Exception exception)
            {
                JournalMetrics.DeliveryFailed(topic, JournalMetrics.MessageCause);
                DeliveryLog.DeliveryFailed(logger, exception, topic, key, attempt);
                if (++attempt > AttemptsMax)
                {
                    return exception;
                }
            }

            await Task.Delay(pause, clock);
        }
    }

    private async Task Deliver(string key, List<StreamMessage> messages)
    {
        var deliveries = Decode(messages);
        using var spans = DeliverySpans.Begin(topic, key, ref deliveries);
        try
        {
            await deliver(key, deliveries);
        }
        catch (Exception exception) when (spans is not null)
        {
            spans.Failed(exception);
            throw;
        }
    }

    private ImmutableArray<Delivery<TMessage>> Decode(List<StreamMessage> messages)
    {
        var deliveries = ImmutableArray.CreateBuilder<Delivery<TMessage>>(messages.Count);
        foreach (var message in messages)
        {
            deliveries.Add(new(message.Position, message.Body as TMessage ?? decode(message.Payload)));
        }

        return deliveries.MoveToImmutable();
    }

    private async Task Bury(StreamMessage message, Exception cause)
    {
        var queue = journal.Topology.QueueOf(topic, message.Key);
        await journal.AddDeadLetter(new DeadLetter(
            0, queue, message.Position, topic, message.Key, message.Payload, cause.ToString(), clock.GetUtcNow()));
        JournalMetrics.DeadLettered(topic, 1);
        DeliveryLog.Buried(logger, topic, message.Key, message.Position);
    }

    private static bool IsPassing(Exception exception) =>
        exception is IOException or TimeoutException or OperationCanceledException or OrleansException;

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
