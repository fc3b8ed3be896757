using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Storehouse.Journal;

/// <summary>
/// How messages spread over queues: each topic has the same number of partitions, each partition is one queue.
/// Fixed when a journal is created, since a key must never move to another queue while messages wait.
/// </summary>
public sealed record JournalTopology
{
    /// <summary>Queues a journal may have; an entry records the queues it feeds in one 64-bit mask.</summary>
    public const int QueuesMax = 64;

    public JournalTopology(IReadOnlyList<string> topics, int partitionsPerTopic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitionsPerTopic, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(topics.Count * partitionsPerTopic, QueuesMax);
        Topics = topics;
        PartitionsPerTopic = partitionsPerTopic;
    }

    public IReadOnlyList<string> Topics { get; }

    public int PartitionsPerTopic { get; }

    public int QueueCount => Topics.Count * PartitionsPerTopic;

    public int PartitionOf(string key) =>
        (int)(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(key.AsSpan())) % (ulong)PartitionsPerTopic);

    public int QueueOf(string topic, string key) => QueueOf(topic, PartitionOf(key));

    public int QueueOf(string topic, int partition)
    {
        for (var index = 0; index < Topics.Count; index++)
        {
            if (Topics[index] == topic)
            {
                return (index * PartitionsPerTopic) + partition;
            }
        }

        throw new ArgumentException($"The journal has no topic '{topic}'.", nameof(topic));
    }

    /// <summary>The reader whose checkpoint says how far a queue has been delivered.</summary>
    public static string ReaderOf(int queue) => $"queue/{queue}";

    public string TopicOf(int queue) => Topics[queue / PartitionsPerTopic];

    public int PartitionOf(int queue) => queue % PartitionsPerTopic;
}
