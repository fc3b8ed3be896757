using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Monitoring;

/// <summary>
/// Customers who order at their leisure, whatever they are answered, and a router that asks every process whether it
/// is ready, as a gateway or an orchestrator does.
/// </summary>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Customers = 24;
    private static readonly TimeSpan Thinking = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Asking = TimeSpan.FromMilliseconds(400);
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _router = new() { Timeout = TimeSpan.FromSeconds(3) };
    private readonly List<Task> _all = [];

    private readonly Client _client;

    private Traffic(Client client) => _client = client;

    /// <param name="client">Signed in; given up to the traffic.</param>
    /// <param name="skus">Ordered in turn; those that <see cref="Shop.Stock"/> made.</param>
    public static Traffic Start(LocalCluster cluster, Client client, int skus)
    {
        var traffic = new Traffic(client);
        for (var number = 0; number < Customers; number++)
        {
            var first = number;
            traffic._all.Add(traffic.Repeat(Thinking, turn => Shop.Order(client, 1 + ((first + turn) % skus))));
        }

        foreach (var member in cluster.Silos.Concat(cluster.Apis))
        {
            var ready = new Uri(member.Address, "/health/ready");
            traffic._all.Add(traffic.Repeat(Asking, _ => Ask(traffic._router, ready)));
        }

        return traffic;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();

        // Ends what still waits for an answer.
        _client.Dispose();
        _router.Dispose();
        await Task.WhenAll(_all);
        _end.Dispose();
    }

    private static async Task Ask(HttpClient router, Uri ready)
    {
        using var answer = await router.GetAsync(ready);
    }

    private async Task Repeat(TimeSpan pause, Func<int, Task> request)
    {
        for (var turn = 0; !_end.IsCancellationRequested; turn++)
        {
            try
            {
                await request(turn);
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
            {
                // It is under a fault that the test causes.
            }

            await Pause.For(pause);
        }
    }
}
