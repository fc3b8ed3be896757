using System.Text;
using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Journal;

public sealed class MessageFrameTests
{
    private static readonly JournalTopology Topology = new(["stock", "order"], 2);

    /// <summary>Files hold this form: a change of it needs a new version byte.</summary>
    [Fact]
    public void Encode_KnownMessages_IsTheStoredForm()
    {
        var batch = MessageBatch.Encode(
            Topology, [new("stock", "A", new byte[] { 1, 2 }), new("order", "é", new byte[130])]);

        Assert.Equal(
            "01" + "02" + "00" + "0141" + "020102" + "01" + "02C3A9" + "8201" + new string('0', 260),
            Convert.ToHexString(batch.Frame.Span));
        Assert.Equal(
            (1UL << Topology.QueueOf("stock", "A")) | (1UL << Topology.QueueOf("order", "é")), batch.Queues);
    }

    [Fact]
    public void Decode_AnyMessages_AreThoseEncoded()
    {
        var random = new Random(TestSeed.Next());
        for (var round = 0; round < 200; round++)
        {
            var messages = AnyMessages(random);
            var frame = MessageBatch.Encode(Topology, messages).Frame;

            Assert.Equal(Described(messages), Described(MessageFrame.Decode(Topology, frame)));
            var byQueue = new List<QueuedMessage>();
            for (var queue = 0; queue < Topology.QueueCount; queue++)
            {
                MessageFrame.DecodeQueue(Topology, frame, 7, queue, 0, byQueue, int.MaxValue);
            }

            Assert.Equal(
                Described(messages),
                Described(byQueue.OrderBy(message => message.Position)
                    .Select(message => new JournalMessage(message.Topic, message.Key, message.Payload))));
        }
    }

    [Fact]
    public void Decode_DamagedFrame_IsAFaultOfStorageOrOtherMessages()
    {
        var random = new Random(TestSeed.Next());
        var faults = 0;
        for (var round = 0; round < 3_000; round++)
        {
            var frame = MessageBatch.Encode(Topology, AnyMessages(random)).Frame.ToArray();
            if (frame.Length == 0)
            {
                continue;
            }

            Array.Resize(ref frame, random.Next(2) == 0 ? frame.Length : random.Next(1, frame.Length + 1));
            frame[random.Next(frame.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                Described(MessageFrame.Decode(Topology, frame));
            }
            catch (IOException)
            {
                faults++;
            }
        }

        Assert.True(faults > 500, $"{faults}");
    }

    private static JournalMessage[] AnyMessages(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(6)).Select(_ =>
        {
            var payload = new byte[random.Next(5) == 0 ? random.Next(40_000) : random.Next(20)];
            random.NextBytes(payload);
            return new JournalMessage(
                random.Next(2) == 0 ? "stock" : "order",
                new string('k', random.Next(300)) + random.Next(50), payload);
        }),
    ];

    private static string Described(IEnumerable<JournalMessage> messages)
    {
        var text = new StringBuilder();
        foreach (var message in messages)
        {
            text.AppendLine($"{message.Topic} {message.Key} {Convert.ToHexString(message.Payload.Span)}");
        }

        return text.ToString();
    }
}
