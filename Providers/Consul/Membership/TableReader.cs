using Storehouse.Consul.Keys;

namespace Storehouse.Consul.Membership;

/// <summary>Reads the membership table as of one moment; one attempt.</summary>
/// <param name="fencedReadsMax">Reads that changes may spoil before the read that none can.</param>
internal sealed class TableReader(KeyStore store, MembershipKeys keys, int fencedReadsMax = 3)
{
    public Task<TableSnapshot> ReadAll(CancellationToken cancellation) => Read(keys.Prefix, cancellation);

    /// <summary>The row of one silo; no row when it is not known.</summary>
    public async Task<TableSnapshot> ReadRow(SiloAddress silo, CancellationToken cancellation)
    {
        var key = keys.Row(silo);
        var snapshot = await Read(key, cancellation);

        // Generation 12 is also the beginning of generation 123.
        return snapshot with { Rows = snapshot.Rows.RemoveAll(row => row.Key != key) };
    }

    private async Task<TableSnapshot> Read(string prefix, CancellationToken cancellation)
    {
        // Every change of a row changes the version in the same transaction. A version that is the same
        // before and after proves that the rows between are of one moment.
        var before = await store.Get(keys.Version, cancellation);
        for (var read = 0; read < fencedReadsMax; read++)
        {
            var pairs = await store.List(prefix, cancellation);
            var after = await store.Get(keys.Version, cancellation);
            if (before?.ModifyIndex == after?.ModifyIndex)
            {
                return TableSnapshot.From(keys, after, pairs);
            }

            before = after;
        }

        // Under a storm of changes the fence may never hold: a transaction reads rows and version together.
        var tree = await store.ReadTree(keys.Prefix, cancellation);
        return TableSnapshot.From(keys, tree.SingleOrDefault(pair => pair.Key == keys.Version), tree);
    }
}
