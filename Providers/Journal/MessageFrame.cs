using System.Text;

namespace Storehouse.Journal;

/// <summary>
/// How an entry's messages are stored: one blob, so that an entry is one row. A version byte (1) and a count;
/// then for each message the topic's number, the key and the payload, each of the two with its length.
/// Numbers are base-128, low bits first.
/// </summary>
public static class MessageFrame
{
    private const byte Version = 1;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// All messages of an entry, decoded when first asked for. Payloads are slices of <paramref
    /// name="frame"/>.
    /// </summary>
    /// <remarks>Asking throws an <see cref="IOException"/> when the frame is damaged, or of a newer
    /// version.</remarks>
    public static IReadOnlyList<JournalMessage> Decode(
        JournalTopology topology, ReadOnlyMemory<byte> frame) =>
        frame.IsEmpty ? [] : new FramedMessages(topology, frame);

    internal static JournalMessage[] DecodeAll(JournalTopology topology, ReadOnlyMemory<byte> frame)
    {
        var reader = new Reader(frame);
        var messages = new JournalMessage[reader.ReadHeader()];
        for (var index = 0; index < messages.Length; index++)
        {
            var topic = topology.Topics[reader.ReadTopic(topology)];
            messages[index] = new(topic, reader.ReadKey(), reader.ReadBytes());
        }

        return messages;
    }

    /// <summary>
    /// Adds an entry's messages of one queue after a message position to a list, up to a count.
    /// </summary>
    public static void DecodeQueue(
        JournalTopology topology, ReadOnlyMemory<byte> frame, long entryPosition,
        int queue, long afterPosition, List<QueuedMessage> messages, int countMax)
    {
        if (frame.IsEmpty)
        {
            return;
        }

        var reader = new Reader(frame);
        var count = reader.ReadHeader();
        var wantedTopic = queue / topology.PartitionsPerTopic;
        var wantedPartition = topology.PartitionOf(queue);
        for (var index = 0; index < count && messages.Count < countMax; index++)
        {
            var topic = reader.ReadTopic(topology);
            var position = MessagePosition.Of(entryPosition, index);
            if (topic != wantedTopic || position <= afterPosition)
            {
                reader.ReadBytes();
                reader.ReadBytes();
                continue;
            }

            var key = reader.ReadKey();
            var payload = reader.ReadBytes();
            if (topology.PartitionOf(key) == wantedPartition)
            {
                messages.Add(new(position, topology.Topics[topic], key, payload, null));
            }
        }
    }

    internal static int SizeOf(JournalTopology topology, IReadOnlyList<JournalMessage> messages)
    {
        var size = 1L + SizeOf(messages.Count);
        foreach (var message in messages)
        {
            var key = Utf8.GetByteCount(message.Key);
            size += SizeOf(topology.Topics.Count) + SizeOf(key) + key
                + SizeOf(message.Payload.Length) + message.Payload.Length;
        }

        return checked((int)size);
    }

    internal static int WriteHeader(byte[] frame, int count)
    {
        frame[0] = Version;
        return WriteNumber(frame, 1, count);
    }

    internal static int Write(byte[] frame, int at, int topic, JournalMessage message)
    {
        at = WriteNumber(frame, at, topic);
        at = WriteNumber(frame, at, Utf8.GetByteCount(message.Key));
        at += Utf8.GetBytes(message.Key, frame.AsSpan(at));
        at = WriteNumber(frame, at, message.Payload.Length);
        message.Payload.Span.CopyTo(frame.AsSpan(at));
        return at + message.Payload.Length;
    }

    private static int SizeOf(int number)
    {
        var size = 1;
        for (; number >= 0x80; number >>= 7)
        {
            size++;
        }

        return size;
    }

    private static int WriteNumber(byte[] frame, int at, int number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            frame[at++] = (byte)(number | 0x80);
        }

        frame[at++] = (byte)number;
        return at;
    }

    private ref struct Reader(ReadOnlyMemory<byte> frame)
    {
        private int _at;

        public int ReadHeader()
        {
            if (frame.Span[_at++] != Version)
            {
                throw new IOException("The messages of an entry are damaged or of a newer version.");
            }

            var count = ReadNumber();
            return count <= MessagePosition.PerEntryMax ? count : throw Damaged();
        }

        public int ReadTopic(JournalTopology topology)
        {
            var topic = ReadNumber();
            return topic < topology.Topics.Count ? topic : throw Damaged();
        }

        public string ReadKey()
        {
            try
            {
                return Utf8.GetString(ReadBytes().Span);
            }
            catch (DecoderFallbackException)
            {
                throw Damaged();
            }
        }

        public ReadOnlyMemory<byte> ReadBytes()
        {
            var length = ReadNumber();
            if (length > frame.Length - _at)
            {
                throw Damaged();
            }

            _at += length;
            return frame.Slice(_at - length, length);
        }

        private static IOException Damaged() => new("The messages of an entry are damaged.");

        private int ReadNumber()
        {
            var bytes = frame.Span;
            var number = 0;
            for (var shift = 0; shift < 35; shift += 7)
            {
                if (_at >= bytes.Length)
                {
                    throw Damaged();
                }

                var part = bytes[_at++];
                number |= (part & 0x7F) << shift;
                if (part < 0x80)
                {
                    return number >= 0 ? number : throw Damaged();
                }
            }

            throw Damaged();
        }
    }
}
