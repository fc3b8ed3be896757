using System.Diagnostics.Metrics;

namespace Storehouse.Journal;

/// <summary>What a journal tells of its writes, under the meter <c>Storehouse.Journal</c>.</summary>
public static class JournalMetrics
{
    public const string MeterName = "Storehouse.Journal";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Commits =
        Meter.CreateCounter<long>("storehouse.journal.commits", "{commit}", "Commits that were accepted.");

    private static readonly Counter<long> Entries =
        Meter.CreateCounter<long>("storehouse.journal.entries", "{entry}", "Entries that were appended.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "storehouse.journal.write.failures", "{write}", "Group writes that failed.");

    private static readonly Counter<long> CheckpointFailures = Meter.CreateCounter<long>(
        "storehouse.journal.checkpoint.failures", "{checkpoint}", "Failed moves of pages from log to file.");

    private static readonly Histogram<int> GroupSize = Meter.CreateHistogram<int>(
        "storehouse.journal.group.size", "{request}", "Requests sharing one write.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "storehouse.journal.commit.duration", "s", "Time of one group write, flush included.");

    public static void Written(int requests, int commits, int entries, TimeSpan duration)
    {
        Commits.Add(commits);
        Entries.Add(entries);
        GroupSize.Record(requests);
        Duration.Record(duration.TotalSeconds);
    }

    public static void Failed() => Failures.Add(1);

    public static void CheckpointFailed() => CheckpointFailures.Add(1);
}
