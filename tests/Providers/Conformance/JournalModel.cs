using Storehouse.Journal;

namespace Storehouse.Tests.Conformance;

/// <summary>
/// A journal as plainly as it can be said: lists in memory, one call at a time, nothing shared with a
/// provider.
/// </summary>
internal sealed class JournalModel
{
    public List<(JournalCommit Commit, long Version)> Entries { get; } = [];

    public Dictionary<string, (IdempotencyClaim Claim, string Stream, DateTimeOffset At)> Claims { get; }
        = [];

    /// <summary>In the order of first deferral.</summary>
    public List<(string Stream, DeferredMessage Deferred)> Deferrals { get; } = [];

    public Dictionary<string, long> Checkpoints { get; } = [];

    public long VersionOf(string stream) => Entries.Count(entry => entry.Commit.Stream == stream);

    public (CommitStatus Status, long Version) Commit(JournalCommit commit)
    {
        var version = VersionOf(commit.Stream);
        var claim = commit.Idempotency;
        if (claim is { Overwrite: false } && Claims.ContainsKey(claim.Key))
        {
            return (CommitStatus.IdempotencyKeyTaken, version);
        }

        if (version != commit.ExpectedVersion)
        {
            return (CommitStatus.StaleVersion, version);
        }

        if (claim is not null)
        {
            Claims[claim.Key] = Claims.TryGetValue(claim.Key, out var first)
                ? first with
                {
                    Claim = first.Claim with
                    {
                        Outcome = claim.Outcome,
                        Permanent = first.Claim.Permanent || claim.Permanent,
                    },
                }
                : (claim, commit.Stream, commit.At);
        }

        if (!commit.AddsEntry)
        {
            return (CommitStatus.Committed, version);
        }

        Entries.Add((commit, version + 1));
        Deferrals.RemoveAll(
            one => one.Stream == commit.Stream && commit.Withdrawals.Contains(one.Deferred.Key));
        foreach (var deferred in commit.Deferrals)
        {
            var known = Deferrals.FindIndex(
                one => one.Stream == commit.Stream && one.Deferred.Key == deferred.Key);
            if (known < 0)
            {
                Deferrals.Add((commit.Stream, deferred));
            }
            else
            {
                Deferrals[known] = (commit.Stream, deferred);
            }
        }

        return (CommitStatus.Committed, version + 1);
    }

    public int DeliverDue(DateTimeOffset now, int max)
    {
        var due = Deferrals.Where(one => one.Deferred.DueAt <= now)
            .OrderBy(one => one.Deferred.DueAt).Take(max).ToArray();
        if (due.Length > 0)
        {
            var commit = new JournalCommit
            {
                Stream = "journal/due",
                ExpectedVersion = VersionOf("journal/due"),
                At = now,
                Messages = [.. due.Select(one => one.Deferred.Message)],
            };
            Entries.Add((commit, commit.ExpectedVersion + 1));
            Deferrals.RemoveAll(due.Contains);
        }

        return due.Length;
    }

    public int Purge(DateTimeOffset before)
    {
        var old = Claims.Where(pair => !pair.Value.Claim.Permanent && pair.Value.At < before).ToArray();
        foreach (var pair in old)
        {
            Claims.Remove(pair.Key);
        }

        return old.Length;
    }

    public void SaveCheckpoint(string reader, long position) =>
        Checkpoints[reader] = Math.Max(position, Checkpoints.GetValueOrDefault(reader));
}
