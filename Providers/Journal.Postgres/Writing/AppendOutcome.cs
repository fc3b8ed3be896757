using Npgsql;

namespace Storehouse.Journal.Postgres.Writing;

/// <summary>How a group ended, as the function <c>append</c> says it.</summary>
/// <param name="IsReplayed">The group had landed at an earlier attempt, whose answer was lost.</param>
/// <param name="Before">The journal's head before the group.</param>
/// <param name="After">The journal's head after the group.</param>
/// <param name="PartitionedTo">First position without a partition; 0 when replayed.</param>
internal sealed record AppendOutcome(
    bool IsReplayed, long Before, long After, long PartitionedTo, short[] Status, long[] Version)
{
    private readonly Dictionary<int, IdempotencyRecord> _taken = [];

    public static async Task<AppendOutcome> Read(NpgsqlDataReader row, List<AppendRequest> group)
    {
        await row.ReadAsync();
        var outcome = new AppendOutcome(
            row.GetBoolean(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? 0 : row.GetInt64(3),
            row.GetFieldValue<short[]>(4), row.GetFieldValue<long[]>(5));
        if (!row.IsDBNull(6))
        {
            var commits = row.GetFieldValue<int[]>(6);
            var fingerprints = row.GetFieldValue<string[]>(7);
            var streams = row.GetFieldValue<string[]>(8);
            var outcomes = row.GetFieldValue<byte[][]>(9);
            var times = row.GetFieldValue<long[]>(10);
            for (var index = 0; index < commits.Length; index++)
            {
                outcome._taken[commits[index] - 1] = new(
                    group[commits[index] - 1].Commit.Idempotency!.Key, StoredText.Read(fingerprints[index]),
                    StoredText.Read(streams[index]), outcomes[index], new(times[index], TimeSpan.Zero));
            }
        }

        return outcome;
    }

    /// <summary>Gives each request its result; those to be decided again are moved to a list.</summary>
    public void Assign(List<AppendRequest> group, List<AppendRequest> again)
    {
        var position = Before;
        for (var index = 0; index < group.Count; index++)
        {
            var request = group[index];
            var status = (CommitStatus)Status[index];
            IdempotencyRecord? existing = null;
            if (status != CommitStatus.Committed && IsReplayed
                || status == CommitStatus.IdempotencyKeyTaken && !_taken.TryGetValue(index, out existing))
            {
                // It wrote nothing, and what it was refused for is not known here or was purged meanwhile.
                again.Add(request);
                continue;
            }

            request.Result = new(
                status,
                status == CommitStatus.Committed && request.Commit.AddsEntry ? ++position : 0,
                Version[index],
                existing);
        }
    }
}
