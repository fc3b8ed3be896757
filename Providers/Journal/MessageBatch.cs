namespace Storehouse.Journal;

/// <summary>
/// An entry's messages, checked and encoded for storage, and ready to be handed to the tails.
/// </summary>
public sealed class MessageBatch
{
    private readonly Outgoing[] _messages;

    private MessageBatch(byte[] frame, ulong queues, Outgoing[] messages)
    {
        Frame = frame;
        Queues = queues;
        _messages = messages;
    }

    public static MessageBatch Empty { get; } = new([], 0, []);

    /// <summary>See <see cref="MessageFrame"/>; empty without messages.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    /// <summary>Bit q is set when a message goes to queue q.</summary>
    public ulong Queues { get; }

    /// <exception cref="ArgumentException">An unknown topic, text that is not Unicode, or too
    /// many.</exception>
    public static MessageBatch Encode(JournalTopology topology, IReadOnlyList<JournalMessage> messages)
    {
        if (messages.Count == 0)
        {
            return Empty;
        }

        if (messages.Count > MessagePosition.PerEntryMax)
        {
            throw new ArgumentException(
                $"An entry sends at most {MessagePosition.PerEntryMax} messages.", nameof(messages));
        }

        var frame = new byte[MessageFrame.SizeOf(topology, messages)];
        var outgoing = new Outgoing[messages.Count];
        var queues = 0UL;
        var at = MessageFrame.WriteHeader(frame, messages.Count);
        for (var index = 0; index < outgoing.Length; index++)
        {
            var message = messages[index];
            var queue = topology.QueueOf(message.Topic, message.Key);
            at = MessageFrame.Write(frame, at, queue / topology.PartitionsPerTopic, message);

            // A slice of our own copy: the sender may reuse its buffer once the commit is answered.
            var payload = frame.AsMemory(at - message.Payload.Length, message.Payload.Length);
            outgoing[index] = new(queue, message.Topic, message.Key, payload, message.Body);
            queues |= 1UL << queue;
        }

        return new(frame, queues, outgoing);
    }

    /// <summary>Hands the messages to the tails of their queues, once the entry is durable.</summary>
    public void AppendTo(IReadOnlyList<QueueTail> tails, long entryPosition)
    {
        for (var index = 0; index < _messages.Length; index++)
        {
            var (queue, topic, key, payload, body) = _messages[index];
            tails[queue].Append(
                new(MessagePosition.Of(entryPosition, index), topic, key, payload, body));
        }
    }

    /// <summary>Notes the place of the newest message of each queue.</summary>
    public void NoteHeads(long[] heads, long entryPosition)
    {
        for (var index = 0; index < _messages.Length; index++)
        {
            heads[_messages[index].Queue] = MessagePosition.Of(entryPosition, index);
        }
    }

    /// <summary>Names the last message of each queue by its index here.</summary>
    internal void NoteLast(Action<int, int> note)
    {
        var seen = 0UL;
        for (var index = _messages.Length - 1; index >= 0 && seen != Queues; index--)
        {
            var queue = _messages[index].Queue;
            if ((seen & (1UL << queue)) == 0)
            {
                seen |= 1UL << queue;
                note(queue, index);
            }
        }
    }

    private readonly record struct Outgoing(
        int Queue, string Topic, string Key, ReadOnlyMemory<byte> Payload, object? Body);
}
