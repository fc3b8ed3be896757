using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Storehouse.Consul.Keys;

namespace Storehouse.Consul.Membership;

/// <summary>Rows and version of the table as of one moment.</summary>
internal sealed record TableSnapshot(TableVersion Version, ImmutableArray<TableRow> Rows)
{
    /// <exception cref="InvalidDataException">Names the key whose value is not what the layout
    /// says.</exception>
    public static TableSnapshot From(MembershipKeys keys, KeyPair? version, IReadOnlyList<KeyPair> pairs)
    {
        var byKey = pairs.ToDictionary(pair => pair.Key, StringComparer.Ordinal);
        var rows = ImmutableArray.CreateBuilder<TableRow>();
        foreach (var pair in pairs)
        {
            // Whatever else lies there is somebody else's.
            if (keys.SiloOf(pair.Key) is { } silo)
            {
                byKey.TryGetValue(MembershipKeys.HeartbeatOf(pair.Key), out var heartbeat);
                rows.Add(Row(silo, pair, heartbeat));
            }
        }

        return new(VersionOf(version), rows.ToImmutable());
    }

    public MembershipTableData ToData() =>
        new([.. Rows.Select(row => Tuple.Create(row.Entry, Etag(row.Index)))], Version);

    public static string Etag(ulong index) => index.ToString(CultureInfo.InvariantCulture);

    private static TableVersion VersionOf(KeyPair? pair)
    {
        if (pair is null)
        {
            return new(0, "0");
        }

        return int.TryParse(pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(number, Etag(pair.ModifyIndex))
            : throw new InvalidDataException(
                $"Consul key {pair.Key} is not a number: {Encoding.UTF8.GetString(pair.Value ?? [])}");
    }

    private static TableRow Row(SiloAddress silo, KeyPair pair, KeyPair? heartbeat)
    {
        try
        {
            DateTime? time = heartbeat is null ? null : SiloRow.HeartbeatFrom(heartbeat.Value);
            return new(
                pair.Key, SiloRow.From(pair.Value).ToEntry(silo, time), pair.ModifyIndex,
                heartbeat?.ModifyIndex);
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            throw new InvalidDataException($"Consul key {pair.Key} does not hold a silo.", fault);
        }
    }
}
