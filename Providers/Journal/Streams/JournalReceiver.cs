using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>Reads one queue of the journal from its checkpoint on, waiting for new messages without polling.</summary>
internal sealed class JournalReceiver(
    IJournal journal, int queue, StreamId stream, JournalStreamOptions options, JournalDelivery delivery,
    TimeProvider clock, ILogger logger)
    : IQueueAdapterReceiver
{
    private readonly string _reader = JournalTopology.ReaderOf(queue);
    private long? _readUpTo;
    private long _delivered;
    private long _saved;
    private long _savedAt;

    public async Task Initialize(TimeSpan timeout)
    {
        _readUpTo = await journal.ReadCheckpoint(_reader);
        _delivered = _saved = _readUpTo.Value;
        delivery.TakeOver(queue, _delivered);
    }

    [Obsolete("Orleans calls the overload with a CancellationToken.")]
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) =>
        GetQueueMessagesAsync(maxCount, CancellationToken.None);

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        if (_readUpTo is null)
        {
            await Initialize(Timeout.InfiniteTimeSpan);
        }

        var after = _readUpTo!.Value;
        var max = maxCount > 0 ? Math.Min(maxCount, options.ReadBatchMax) : options.ReadBatchMax;
        var messages = await journal.ReadQueue(queue, after, max, cancellationToken);
        if (messages.Count == 0)
        {
            await SaveDelivered(force: true, cancellationToken);
            if (!await WaitForMessage(after, cancellationToken))
            {
                return [];
            }

            messages = await journal.ReadQueue(queue, after, max, cancellationToken);
            if (messages.Count == 0)
            {
                return [];
            }
        }

        var batch = new StreamMessage[messages.Count];
        for (var index = 0; index < batch.Length; index++)
        {
            batch[index] = new StreamMessage(messages[index]);
        }

        _readUpTo = batch[^1].Position;
        delivery.Read(queue, _readUpTo.Value);
        return [new JournalBatch(stream, batch, batch[0].Position)];
    }

    // An agent that is stopping gets an empty answer; an exception would be logged as a fault.
    private async ValueTask<bool> WaitForMessage(long after, CancellationToken cancellationToken)
    {
        try
        {
            return await journal.WaitForMessage(queue, after, options.IdleWait, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    [Obsolete("Orleans calls the overload with a CancellationToken.")]
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) =>
        MessagesDeliveredAsync(messages, CancellationToken.None);

    public async Task MessagesDeliveredAsync(IList<IBatchContainer> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            Delivered(JournalBatch.PositionOf(message.SequenceToken));
        }

        await SaveDelivered(force: false, cancellationToken);
    }

    public void Delivered(long position)
    {
        _delivered = Math.Max(_delivered, position);
        delivery.Delivered(queue, _delivered);
    }

    public async Task Shutdown(TimeSpan timeout)
    {
        delivery.HandOver(queue);
        using var bound = new CancellationTokenSource(timeout);
        await SaveDelivered(force: true, bound.Token);
    }

    // A checkpoint that lags costs a redelivery, which consumers recognise; saving each step would cost writes.
    private async Task SaveDelivered(bool force, CancellationToken cancellationToken)
    {
        if (_delivered == _saved || (!force && clock.GetElapsedTime(_savedAt) < options.CheckpointPeriod))
        {
            return;
        }

        var position = _delivered;
        try
        {
            await journal.SaveCheckpoint(_reader, position, cancellationToken);
            _saved = position;
            _savedAt = clock.GetTimestamp();
        }
        catch (IOException exception)
        {
            StreamLog.CheckpointFailed(logger, exception, queue);
        }
    }
}
