using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Storehouse.Consul.Keys;

namespace Storehouse.Consul.Membership;

/// <summary>
/// Orleans' membership table in Consul, with the extended protocol: row and version change together or not
/// at all. An etag is the index of the last write.
/// </summary>
internal sealed class ConsulMembershipTable : IMembershipTable
{
    private readonly ConsulClient _client;
    private readonly string? _rootFolder;
    private readonly MembershipKeys _keys;
    private readonly KeyStore _store;
    private readonly TableReader _reader;
    private readonly TableWriter _writer;
    private readonly TableCleaner _cleaner;
    private readonly bool _cleansUnfinished;

    public ConsulMembershipTable(
        ConsulClient client, IOptions<ConsulOptions> options, IOptions<ClusterOptions> cluster)
    {
        _client = client;
        _rootFolder = options.Value.KvRootFolder;
        _keys = new(_rootFolder, cluster.Value.ClusterId);
        _store = new(client);
        _reader = new(_store, _keys);
        _writer = new(client, _store, _keys);
        _cleaner = new(client, _store);
        _cleansUnfinished = options.Value.CleansUnfinished;
    }

    public Task InitializeMembershipTableAsync(
        bool tryInitTableVersion, CancellationToken cancellationToken) =>
        tryInitTableVersion ? _writer.CreateVersion(cancellationToken) : Task.CompletedTask;

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(clusterId);
        return Repeat(
            () => _store.DeleteTree(new MembershipKeys(_rootFolder, clusterId).Prefix, cancellationToken),
            cancellationToken);
    }

    public async Task CleanupDefunctSiloEntriesAsync(
        DateTimeOffset beforeDate, CancellationToken cancellationToken)
    {
        var table = await Read(() => _reader.ReadAll(cancellationToken), cancellationToken);
        await _cleaner.Remove(
            table.Rows.Where(row => IsDefunct(row.Entry.Status) && row.LastHeardOf < beforeDate.UtcDateTime),
            cancellationToken);
    }

    public async Task<MembershipTableData> ReadRowAsync(
        SiloAddress key, CancellationToken cancellationToken) =>
        (await Read(() => _reader.ReadRow(key, cancellationToken), cancellationToken)).ToData();

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) =>
        (await Read(() => _reader.ReadAll(cancellationToken), cancellationToken)).ToData();

    public Task<bool> InsertRowAsync(
        MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        _writer.Write(entry, 0, tableVersion, cancellationToken);

    public Task<bool> UpdateRowAsync(
        MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken)
    {
        // 0 would mean to create it.
        var index = TableWriter.Index(etag);
        return index == 0
            ? Task.FromResult(false)
            : _writer.Write(entry, index, tableVersion, cancellationToken);
    }

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) => Repeat(
        () => _store.Put(
            _keys.Heartbeat(entry.SiloAddress), SiloRow.HeartbeatToBytes(entry.IAmAliveTime),
            cancellationToken),
        cancellationToken);

    public Task InitializeMembershipTable(bool tryInitTableVersion) =>
        InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    public Task DeleteMembershipTableEntries(string clusterId) =>
        DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) =>
        InsertRowAsync(entry, tableVersion, CancellationToken.None);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) =>
        UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    private bool IsDefunct(SiloStatus status) =>
        status == SiloStatus.Dead || (_cleansUnfinished && status != SiloStatus.Active);

    private Task<TableSnapshot> Read(Func<Task<TableSnapshot>> attempt, CancellationToken cancellation) =>
        _client.StartAttempts().Run(attempt, cancellation);

    private Task<bool> Repeat(Func<Task> attempt, CancellationToken cancellation) =>
        _client.StartAttempts().Run(
            async () =>
            {
                await attempt();
                return true;
            },
            cancellation);
}
