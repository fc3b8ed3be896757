using Storehouse.Inventory;
using Storehouse.Journal;

namespace Storehouse.Operations;

/// <summary>
/// Messages sent whose effect has not been seen. Each consumer records the last message that it answered to, so a
/// message is on its way exactly while that is an earlier one, and its queue has not passed it by either: some
/// messages change nothing and leave no entry.
/// </summary>
internal sealed class Undelivered(JournalTopology topology)
{
    private readonly Dictionary<string, Queue<Sent>> _byConsumer = new(StringComparer.Ordinal);
    private long[] _delivered = new long[topology.QueueCount];

    /// <summary>How far each queue has been delivered; taken before reading the entries it is compared with.</summary>
    public void SetDelivered(long[] positions) => _delivered = positions;

    public void Apply(JournalEntry entry, Func<string, string, string> streamOf)
    {
        if (entry.Consumed > 0 && _byConsumer.TryGetValue(entry.Stream, out var waiting))
        {
            while (waiting.TryPeek(out var first) && first.Position <= entry.Consumed)
            {
                waiting.Dequeue();
            }

            if (waiting.Count == 0)
            {
                _byConsumer.Remove(entry.Stream);
            }
        }

        for (var index = 0; index < entry.Messages.Count; index++)
        {
            var message = entry.Messages[index];
            var consumer = streamOf(message.Topic, message.Key);
            if (!_byConsumer.TryGetValue(consumer, out var sent))
            {
                _byConsumer.Add(consumer, sent = new Queue<Sent>());
            }

            sent.Enqueue(new Sent(
                MessagePosition.Of(entry.Position, index),
                topology.QueueOf(message.Topic, message.Key),
                entry.Stream,
                entry.At));
        }
    }

    /// <summary>When the oldest message under way was sent, for each sender and consumer.</summary>
    public UnderWay Now()
    {
        var underWay = new UnderWay();
        foreach (var (consumer, sent) in _byConsumer)
        {
            foreach (var message in sent)
            {
                if (message.Position > _delivered[message.Queue])
                {
                    underWay.Add(Owner(message.Sender), Owner(consumer), message.At);
                }
            }
        }

        return underWay;
    }

    // A share is a part of its SKU: messages between the two are the SKU's to itself.
    private static string Owner(string stream) => AggregateStreams.IsShare(stream, out var key)
        ? AggregateStreams.OfSku(ShareKey.Split(key).Sku)
        : stream;

    private readonly record struct Sent(long Position, int Queue, string Sender, DateTimeOffset At);
}

/// <summary>The messages under way at one moment.</summary>
internal sealed class UnderWay
{
    private readonly Dictionary<(string From, string To), DateTimeOffset> _oldest = [];
    private readonly Dictionary<string, DateTimeOffset> _oldestTo = new(StringComparer.Ordinal);

    public void Add(string from, string to, DateTimeOffset at)
    {
        _oldest[(from, to)] = Earlier(Find(_oldest, (from, to)), at)!.Value;
        _oldestTo[to] = Earlier(Find(_oldestTo, to), at)!.Value;
    }

    /// <summary>When the oldest message between two streams was sent, either way; null when there is none.</summary>
    public DateTimeOffset? Between(string one, string other) =>
        Earlier(Find(_oldest, (one, other)), Find(_oldest, (other, one)));

    /// <summary>When the oldest message to a stream was sent; null when there is none.</summary>
    public DateTimeOffset? To(string stream) => Find(_oldestTo, stream);

    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;

    private static DateTimeOffset? Find<TKey>(Dictionary<TKey, DateTimeOffset> oldest, TKey key)
        where TKey : notnull => oldest.TryGetValue(key, out var at) ? at : null;
}
