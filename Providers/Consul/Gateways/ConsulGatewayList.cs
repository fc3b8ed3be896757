using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Storehouse.Consul.Keys;
using Storehouse.Consul.Membership;

namespace Storehouse.Consul.Gateways;

/// <summary>
/// The gateways of the active silos, kept current in memory by a question that Consul answers when the table
/// changes. While that fails, each look asks Consul itself; while that fails too, the last list known stands.
/// </summary>
internal sealed partial class ConsulGatewayList : IGatewayListProvider, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConsulClient _client;
    private readonly ConsulOptions _options;
    private readonly TimeSpan _refreshPeriod;
    private readonly ILogger _logger;
    private readonly MembershipKeys _keys;
    private readonly KeyStore _store;
    private readonly TableReader _reader;
    private volatile IReadOnlyList<Uri>? _known;
    private volatile bool _isWatching;
    private Task? _watch;

    public ConsulGatewayList(
        ConsulClient client, IOptions<ConsulOptions> options, IOptions<ClusterOptions> cluster,
        IOptions<GatewayOptions> gateways, ILogger<ConsulGatewayList> logger)
    {
        _client = client;
        _options = options.Value;
        _refreshPeriod = gateways.Value.GatewayListRefreshPeriod;
        _logger = logger;
        _keys = new(_options.KvRootFolder, cluster.Value.ClusterId);
        _store = new(client);
        _reader = new(_store, _keys);
    }

    public TimeSpan MaxStaleness => _refreshPeriod;

    public bool IsUpdatable => true;

    /// <summary>Whether changes reach the list by themselves now.</summary>
    internal bool IsWatching => _isWatching;

    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken)
    {
        _watch ??= Watch(_stop.Token);
        return Task.CompletedTask;
    }

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        if (!_isWatching)
        {
            try
            {
                _known = await _client.StartAttempts().Run(() => Read(cancellationToken), cancellationToken);
            }
            catch (Exception fault) when (Attempts.MayPass(fault) && _known is not null)
            {
                LogKept(_logger, fault, _known.Count);
            }
        }

        return [.. _known!];
    }

    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_watch is not null)
        {
            await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private async Task Watch(CancellationToken stop)
    {
        var attempts = _client.StartAttempts();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                ulong index = 0;
                while (true)
                {
                    index = await WaitForChange(index, stop);
                    _known = await Read(stop);
                    _isWatching = true;
                    attempts = _client.StartAttempts();
                }
            }
            catch (Exception fault) when (!stop.IsCancellationRequested)
            {
                if (_isWatching)
                {
                    LogLost(_logger, fault);
                }

                _isWatching = false;
                await attempts.Pause(stop);
            }
        }
    }

    private async Task<ulong> WaitForChange(ulong index, CancellationToken stop)
    {
        // Consul adds up to a sixteenth of the wait, so that not all come back at once.
        var within = (_options.WatchWait * 17 / 16) + _options.Timeout;
        while (true)
        {
            var (_, next) = await _store.Watch(_keys.Version, index, _options.WatchWait, within, stop);
            if (next != index)
            {
                // One that went back is of a store that was restored: the next question starts anew.
                return next < index ? 0 : next;
            }
        }
    }

    private async Task<IReadOnlyList<Uri>> Read(CancellationToken cancellation)
    {
        var table = await _reader.ReadAll(cancellation);
        return
        [
            .. table.Rows.Select(row => row.Entry)
                .Where(silo => silo.Status == SiloStatus.Active && silo.ProxyPort > 0)
                .Select(silo => SiloAddress.New(
                    silo.SiloAddress.Endpoint.Address, silo.ProxyPort, silo.SiloAddress.Generation))
                .Select(gateway => gateway.ToGatewayUri()),
        ];
    }
}
