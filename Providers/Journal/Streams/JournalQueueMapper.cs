using System.Globalization;
using Orleans.Streams;

namespace Storehouse.Journal.Streams;

/// <summary>Each queue of the journal carries one stream: the topic as namespace, the partition as key.</summary>
internal sealed class JournalQueueMapper : IConsistentRingStreamQueueMapper
{
    private readonly JournalTopology _topology;
    private readonly QueueId[] _queues;

    public JournalQueueMapper(string providerName, JournalTopology topology)
    {
        _topology = topology;
        _queues = new QueueId[topology.QueueCount];
        for (var queue = 0; queue < _queues.Length; queue++)
        {
            // Spread evenly over the ring, so that silos share the queues evenly.
            var hash = (uint)((ulong)uint.MaxValue * (ulong)queue / (ulong)_queues.Length);
            _queues[queue] = QueueId.GetQueueId(providerName, (uint)queue, hash);
        }
    }

    public IEnumerable<QueueId> GetAllQueues() => _queues;

    public QueueId GetQueueForStream(StreamId streamId) =>
        _queues[_topology.QueueOf(
            streamId.GetNamespace()!, int.Parse(streamId.GetKeyAsString(), CultureInfo.InvariantCulture))];

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) =>
        _queues.Where(queue => range.InRange(queue.GetUniformHashCode()));

    public StreamId StreamOf(int queue) => StreamId.Create(
        _topology.TopicOf(queue), _topology.PartitionOf(queue).ToString(CultureInfo.InvariantCulture));
}
