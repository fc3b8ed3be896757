using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Storehouse.Consul;
using Storehouse.Consul.Gateways;
using Storehouse.Consul.Membership;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>A membership table under test, and the plain keys beneath it.</summary>
internal sealed class Table : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static int _generation;
    private readonly ConsulOptions _options;
    private readonly ConsulClient _client;
    private readonly List<ConsulGatewayList> _gateways = [];

    public Table(Uri address, Action<ConsulOptions>? configure = null, string? clusterId = null)
    {
        ClusterId = clusterId ?? $"test-{Guid.NewGuid():N}";
        _options = new ConsulOptions { Address = address };
        configure?.Invoke(_options);
        _client = new(_options);
        Membership = new ConsulMembershipTable(_client, Options.Create(_options), Cluster);
    }

    public string ClusterId { get; }

    public ConsulMembershipTable Membership { get; }

    public string Prefix =>
        (_options.KvRootFolder is { } root ? $"{root}/" : "") + $"orleans/{ClusterId}/";

    private IOptions<ClusterOptions> Cluster => Options.Create(new ClusterOptions { ClusterId = ClusterId });

    /// <summary>A table with its version.</summary>
    public static async Task<Table> Open(
        Uri address, Action<ConsulOptions>? configure = null, string? clusterId = null)
    {
        var table = new Table(address, configure, clusterId);
        await table.Membership.InitializeMembershipTable(true);
        return table;
    }

    public static MembershipEntry Silo(SiloStatus status = SiloStatus.Active, DateTime? started = null)
    {
        var silo = Address();
        var time = started ?? Now();
        return new()
        {
            SiloAddress = silo,
            HostName = "host",
            SiloName = "silo",
            Status = status,
            ProxyPort = 30_000,
            StartTime = time,
            IAmAliveTime = time,
        };
    }

    public static SiloAddress Address() =>
        SiloAddress.New(IPAddress.Loopback, 12_345, Interlocked.Increment(ref _generation));

    /// <summary>To the second.</summary>
    public static DateTime Now() => DateTime.UnixEpoch.AddSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());

    public async Task<ConsulGatewayList> Gateways(TimeSpan? refresh = null)
    {
        var list = new ConsulGatewayList(
            _client, Options.Create(_options), Cluster,
            Options.Create(new GatewayOptions
            {
                GatewayListRefreshPeriod = refresh ?? TimeSpan.FromSeconds(5),
            }),
            NullLogger<ConsulGatewayList>.Instance);
        _gateways.Add(list);
        await list.InitializeGatewayListProvider();
        return list;
    }

    /// <summary>Inserts silos one after another.</summary>
    public async Task Insert(params IEnumerable<MembershipEntry> silos)
    {
        var version = (await Membership.ReadAll()).Version;
        foreach (var silo in silos)
        {
            Assert.True(await Membership.InsertRow(silo, version.Next()));
            version = (await Membership.ReadRow(silo.SiloAddress)).Version;
        }
    }

    public Task Beat(MembershipEntry silo, DateTime time) => Membership.UpdateIAmAlive(
        new() { SiloAddress = silo.SiloAddress, IAmAliveTime = time });

    public TableReader Reader(int fencedReadsMax = 3) =>
        new(new(_client), new(_options.KvRootFolder, ClusterId), fencedReadsMax);

    public Task Remove(IEnumerable<TableRow> rows) =>
        new TableCleaner(_client, new(_client)).Remove(rows, CancellationToken.None);

    public async Task<MembershipEntry[]> Members() =>
        [.. (await Membership.ReadAll()).Members.Select(member => member.Item1)];

    public async Task Put(string key, string value) => (await _client.SendAsync(
        HttpMethod.Put, $"v1/kv/{Prefix}{key}", body: Encoding.UTF8.GetBytes(value))).EnsureSuccess();

    /// <summary>The value of a key, or null.</summary>
    public async Task<string?> Get(string key)
    {
        var answer = await _client.SendAsync(HttpMethod.Get, $"v1/kv/{Prefix}{key}", "raw&consistent");
        return answer.IsSuccess ? Encoding.UTF8.GetString(answer.Body.Span) : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var list in _gateways)
        {
            await list.DisposeAsync();
        }

        _client.Dispose();
    }
}
