using Microsoft.Extensions.Logging;
using Storehouse.Journal.Postgres.Reading;

namespace Storehouse.Journal.Postgres.Partitions;

/// <summary>Makes partitions before they are needed, and takes old ones out.</summary>
internal sealed partial class PartitionKeeper(
    PostgresJournalOptions options, Sessions sessions, JournalTopology topology, ILogger logger)
{
    private readonly string _make =
        $"""
        SELECT {options.Schema}.make_partition($1) FROM {options.Schema}.history WHERE partitioned_to <= $2
        """;

    private readonly string _list = $"SELECT * FROM {options.Schema}.partitions()";
    private readonly string _detach = $"SELECT {options.Schema}.detach_partition($1, $2, $3)";
    private Task _making = Task.CompletedTask;

    /// <summary>Begins to make the next partition once half of the last one is used.</summary>
    /// <param name="partitionedTo">First position without a partition; 0 when not known.</param>
    public void Look(long head, long partitionedTo)
    {
        if (partitionedTo != 0 && partitionedTo - head <= options.EntriesPerPartition / 2
            && _making.IsCompleted)
        {
            _making = Make(partitionedTo);
        }
    }

    /// <summary>Completes when no partition is being made.</summary>
    public Task Rest() => _making;

    public Task<List<JournalPartition>> List(CancellationToken cancellation) =>
        sessions.Read(
            new(_list),
            async rows =>
            {
                var partitions = new List<JournalPartition>();
                while (await rows.ReadAsync(cancellation))
                {
                    partitions.Add(new(
                        rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2), rows.GetInt64(3)));
                }

                return partitions;
            },
            cancellation);

    public async Task<DetachOutcome> DetachBefore(long position, CancellationToken cancellation)
    {
        var detached = new List<JournalPartition>();
        foreach (var partition in await List(cancellation))
        {
            if (partition.LastPosition >= position)
            {
                break;
            }

            var newest = await NewestMessages(partition, cancellation);
            var neededBy = await sessions.Read(
                new(_detach, partition.Name, partition.LastPosition, newest),
                async rows => await rows.ReadAsync(cancellation) ? rows.GetString(0) : "", cancellation);
            if (neededBy.Length > 0)
            {
                return new(detached, neededBy);
            }

            LogDetached(logger, partition.Name);
            detached.Add(partition);
        }

        return new(detached, null);
    }

    private async Task Make(long partitionedTo)
    {
        try
        {
            await sessions.Read(
                new(_make, options.EntriesPerPartition, partitionedTo),
                static rows => rows.ReadAsync(), CancellationToken.None);
        }
        catch (IOException fault)
        {
            // It is tried again with the next group, and append makes one itself when none is left.
            LogNotMade(logger, fault);
        }
    }

    /// <summary>The newest message of each queue in a partition; 0 for none.</summary>
    private async Task<long[]> NewestMessages(JournalPartition partition, CancellationToken cancellation)
    {
        var newest = new long[JournalTopology.QueuesMax];
        for (var queue = 0; queue < topology.QueueCount; queue++)
        {
            var after = MessagePosition.EndOf(partition.FirstPosition - 1);
            var found = await sessions.Read(
                new(
                    $"""
                    SELECT position, messages FROM {options.Schema}.{partition.Name}
                    WHERE queues & $1 <> 0 ORDER BY position DESC LIMIT 1
                    """,
                    (long)(1UL << queue)),
                async rows =>
                {
                    var messages = new List<QueuedMessage>();
                    if (await rows.ReadAsync(cancellation))
                    {
                        MessageFrame.DecodeQueue(
                            topology, rows.GetFieldValue<byte[]>(1), rows.GetInt64(0), queue, after, messages,
                            int.MaxValue);
                    }

                    return messages;
                },
                cancellation);
            newest[queue] = found.LastOrDefault()?.Position ?? 0;
        }

        return newest;
    }
}
