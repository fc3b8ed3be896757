using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Storehouse.Journal.Streams;

/// <summary>Shows how far the queues that this silo delivers are behind.</summary>
internal sealed class QueueGauges(IMeterFactory meters, IJournal journal, JournalDelivery delivery) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = meters.Create(JournalMetrics.MeterName);
        meter.CreateObservableGauge(
            "storehouse.journal.queue.lag",
            () => delivery.Positions().Select(queue => Of(queue.Queue, Lag(queue.Queue, queue.Delivered))),
            "{entry}",
            "Entries from the last message delivered to the newest one that waits.");
        meter.CreateObservableGauge(
            "storehouse.journal.queue.stalled",
            () => delivery.Stalls().Select(queue => Of(queue.Queue, queue.Stall.TotalSeconds)),
            "s",
            "How long messages have been waiting without one getting through.");
        JournalMetrics.BeginDelivery(journal.Topology.Topics);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private long Lag(int queue, long delivered)
    {
        var newest = journal.NewestMessage(queue);
        return newest <= delivered
            ? 0
            : Math.Max(1, MessagePosition.EntryOf(newest) - MessagePosition.EntryOf(delivered));
    }

    private Measurement<T> Of<T>(int queue, T value)
        where T : struct
    {
        var topology = journal.Topology;
        return new(
            value,
            new("topic", topology.TopicOf(queue)),
            new("partition", topology.PartitionOf(queue).ToString(CultureInfo.InvariantCulture)));
    }
}
