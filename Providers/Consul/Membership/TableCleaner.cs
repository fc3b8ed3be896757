using Storehouse.Consul.Keys;

namespace Storehouse.Consul.Membership;

/// <summary>
/// Removes rows of silos that have long been dead, each only if it is still as it was read.
/// </summary>
internal sealed class TableCleaner(ConsulClient client, KeyStore store)
{
    // Consul's own bounds of a transaction, https://developer.hashicorp.com/consul/api-docs/txn.
    public const int OperationsMax = 64;
    public const int BytesMax = 524_288;

    /// <summary>Removes the rows and their heartbeats; leaves those that have changed.</summary>
    public async Task Remove(IEnumerable<TableRow> rows, CancellationToken cancellation)
    {
        foreach (var batch in Batches(rows.Select(Removal)))
        {
            await Commit(batch, cancellation);
        }
    }

    /// <summary>Divides pairs of operations into transactions that Consul accepts.</summary>
    internal static IEnumerable<List<KeyOperation[]>> Batches(IEnumerable<KeyOperation[]> removals)
    {
        var batch = new List<KeyOperation[]>();
        var (operations, bytes) = (0, 0);
        foreach (var removal in removals)
        {
            var more = removal.Sum(operation => operation.BytesMax);
            if (batch.Count > 0 && (operations + removal.Length > OperationsMax || bytes + more > BytesMax))
            {
                yield return batch;
                batch = [];
                (operations, bytes) = (0, 0);
            }

            batch.Add(removal);
            operations += removal.Length;
            bytes += more;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private static KeyOperation[] Removal(TableRow row)
    {
        var heartbeat = MembershipKeys.HeartbeatOf(row.Key);
        return
        [
            KeyOperation.Delete(row.Key, row.Index),
            row.HeartbeatIndex is { } index
                ? KeyOperation.Delete(heartbeat, index)
                : KeyOperation.CheckAbsent(heartbeat),
        ];
    }

    private async Task Commit(List<KeyOperation[]> batch, CancellationToken cancellation)
    {
        // Each round leaves out at least one row, so there are no more rounds than rows.
        while (batch.Count > 0)
        {
            var operations = batch.SelectMany(removal => removal).ToArray();
            var changed = await client.StartAttempts().Run(
                () => store.Commit(operations, cancellation), cancellation);
            if (changed.IsEmpty)
            {
                return;
            }

            var touched = changed
                .Select(index => operations[index]).ToHashSet(ReferenceEqualityComparer.Instance);
            batch = [.. batch.Where(removal => !removal.Any(touched.Contains))];
        }
    }
}
