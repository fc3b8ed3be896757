using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Storehouse.Consul.Keys;

namespace Storehouse.Consul.Membership;

/// <summary>Writes a row and the table's version together, and knows afterwards whether it did.</summary>
internal sealed class TableWriter(ConsulClient client, KeyStore store, MembershipKeys keys)
{
    /// <param name="index">Of the write the row is based on; 0 = there must be no such row.</param>
    /// <returns>False when row or version have changed since; then nothing is written.</returns>
    public async Task<bool> Write(
        MembershipEntry entry, ulong index, TableVersion version, CancellationToken cancellation)
    {
        // The flags of the row name this write. After an answer that never came they tell whether it was
        // done, even from a write with the same content by somebody else. The official provider does not
        // look at flags.
        var mark = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        var row = keys.Row(entry.SiloAddress);
        KeyOperation[] operations =
        [
            KeyOperation.Set(row, index, SiloRow.Of(entry).ToBytes(), mark),
            KeyOperation.Set(keys.Version, Index(version.VersionEtag), Decimal(version.Version), flags: 0),
        ];
        var mayBeDone = false;
        return await client.StartAttempts().Run(
            async () =>
            {
                if (mayBeDone && await IsDone(row, mark, cancellation))
                {
                    return true;
                }

                var isRepeat = mayBeDone;
                mayBeDone = true;
                var stale = await store.Commit(operations, cancellation);

                // An earlier attempt may have been done between the look and this one.
                return stale.IsEmpty || (isRepeat && await IsDone(row, mark, cancellation));
            },
            cancellation);
    }

    /// <summary>Creates the version as 0 unless there is one.</summary>
    public async Task CreateVersion(CancellationToken cancellation) =>
        await client.StartAttempts().Run(
            () => store.Commit([KeyOperation.Set(keys.Version, 0, Decimal(0), flags: 0)], cancellation),
            cancellation);

    /// <exception cref="FormatException">The etag is not one of this table.</exception>
    public static ulong Index(string etag) =>
        ulong.Parse(etag, NumberStyles.None, CultureInfo.InvariantCulture);

    private static byte[] Decimal(int number) =>
        Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture));

    private async Task<bool> IsDone(string row, ulong mark, CancellationToken cancellation) =>
        await store.Get(row, cancellation) is { } pair && pair.Flags == mark;
}
