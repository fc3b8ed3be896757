using System.Diagnostics.Metrics;

namespace Storehouse.Journal;

/// <summary>What a journal tells of its writes and deliveries, under the meter <c>Storehouse.Journal</c>.</summary>
public static class JournalMetrics
{
    public const string MeterName = "Storehouse.Journal";

    /// <summary>The delivery failed because storage or a silo was away.</summary>
    public const string PassingCause = "passing";

    /// <summary>The delivery failed because of the message.</summary>
    public const string MessageCause = "message";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Commits =
        Meter.CreateCounter<long>("storehouse.journal.commits", "{commit}", "Commits that were accepted.");

    private static readonly Counter<long> Entries =
        Meter.CreateCounter<long>("storehouse.journal.entries", "{entry}", "Entries that were appended.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "storehouse.journal.write.failures", "{write}", "Group writes that failed.");

    private static readonly Counter<long> CheckpointFailures = Meter.CreateCounter<long>(
        "storehouse.journal.checkpoint.failures", "{checkpoint}", "Failed moves of pages from log to file.");

    private static readonly Histogram<int> GroupSize = Meter.CreateHistogram(
        "storehouse.journal.group.size", "{request}", "Requests sharing one write.",
        advice: new InstrumentAdvice<int>
        {
            HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024],
        });

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "storehouse.journal.commit.duration", "s", "Time of one group write, flush included.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries =
            [
                0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
            ],
        });

    private static readonly Counter<long> Messages = Meter.CreateCounter<long>(
        "storehouse.journal.delivered", "{message}", "Messages delivered to grains.");

    private static readonly Counter<long> DeliveryFailures = Meter.CreateCounter<long>(
        "storehouse.journal.delivery.failures", "{attempt}", "Deliveries that failed and are tried again.");

    private static readonly Counter<long> DeadLetters = Meter.CreateCounter<long>(
        "storehouse.journal.dead_letters", "{message}", "Messages given up and kept as dead letters.");

    /// <summary>Makes the counters of writes known, at 0, so that their first step is seen as one.</summary>
    public static void Begin()
    {
        foreach (var counter in (Counter<long>[])[Commits, Entries, Failures, CheckpointFailures])
        {
            counter.Add(0);
        }
    }

    /// <summary>The same for those of deliveries.</summary>
    public static void BeginDelivery(IEnumerable<string> topics)
    {
        foreach (var topic in topics)
        {
            Delivered(topic, 0);
            DeadLettered(topic, 0);
            DeliveryFailures.Add(0, new("topic", topic), new("cause", PassingCause));
            DeliveryFailures.Add(0, new("topic", topic), new("cause", MessageCause));
        }
    }

    /// <summary>Shows where the journal stands, as far as this process knows.</summary>
    public static void ObserveHead(IMeterFactory meters, IJournal journal) =>
        meters.Create(MeterName).CreateObservableGauge(
            "storehouse.journal.head", () => journal.KnownHead, "{position}", "Position of the newest entry known.");

    public static void Written(int requests, int commits, int entries, TimeSpan duration)
    {
        Commits.Add(commits);
        Entries.Add(entries);
        GroupSize.Record(requests);
        Duration.Record(duration.TotalSeconds);
    }

    public static void Failed() => Failures.Add(1);

    public static void CheckpointFailed() => CheckpointFailures.Add(1);

    public static void Delivered(string topic, int messages) =>
        Messages.Add(messages, new KeyValuePair<string, object?>("topic", topic));

    /// <param name="cause">One of the causes named here.</param>
    public static void DeliveryFailed(string topic, string cause) =>
        DeliveryFailures.Add(1, new("topic", topic), new("cause", cause));

    public static void DeadLettered(string topic, int messages) =>
        DeadLetters.Add(messages, new KeyValuePair<string, object?>("topic", topic));
}
