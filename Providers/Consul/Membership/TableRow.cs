namespace Storehouse.Consul.Membership;

/// <summary>A silo's row as it lies in the store.</summary>
/// <param name="Index">Of the row's last write: its etag.</param>
/// <param name="HeartbeatIndex">Of the last heartbeat; null = none yet.</param>
internal sealed record TableRow(string Key, MembershipEntry Entry, ulong Index, ulong? HeartbeatIndex)
{
    /// <summary>
    /// When anybody last said anything of this silo: its start, a heartbeat, a vote against it.
    /// </summary>
    public DateTime LastHeardOf => (Entry.SuspectTimes ?? [])
        .Select(vote => vote.Item2).Append(Entry.StartTime).Append(Entry.IAmAliveTime).Max();
}
