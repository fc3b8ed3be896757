using System.Collections.Concurrent;
using System.Diagnostics;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Load;

/// <summary>
/// Customers who order, read and sign in all the time, one request each at once, and never try one again. It ends
/// with every fault that one of them saw.
/// </summary>
public sealed class SteadyLoad : IAsyncDisposable
{
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan BetweenLogins = TimeSpan.FromMilliseconds(250);
    private readonly LocalCluster _cluster;
    private readonly Uri _server;
    private readonly int _skus;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<string> _orders = new();
    private readonly List<Task> _customers = [];
    private readonly long _begun = Stopwatch.GetTimestamp();
    private int _answers;
    private long _slowest;

    private SteadyLoad(LocalCluster cluster, Uri server, int skus) =>
        (_cluster, _server, _skus) = (cluster, server, skus);

    /// <summary>Requests that were answered as they should.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>The slowest of them.</summary>
    public TimeSpan Slowest => TimeSpan.FromTicks(Volatile.Read(ref _slowest));

    /// <param name="skus">Those that <see cref="Shop.Stock"/> made.</param>
    public static async Task<SteadyLoad> Start(LocalCluster cluster, Uri server, int skus)
    {
        var load = new SteadyLoad(cluster, server, skus);
        for (var number = 0; number < 4; number++)
        {
            load._customers.Add(load.Run(await Shop.SignIn(server), Thinking, load.PlaceOrder));
        }

        for (var number = 0; number < 2; number++)
        {
            load._customers.Add(load.Run(await Shop.SignIn(server), Thinking, load.Look));
        }

        load._customers.Add(load.Run(await Shop.SignIn(server), Thinking, load.ChangeItem));
        load._customers.Add(load.Run(await Shop.SignIn(server), BetweenLogins, load.SignIn));
        return load;
    }

    /// <summary>Waits until so many more requests were answered.</summary>
    public async Task Goes(int more)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var wanted = Answers + more; Answers < wanted;)
        {
            await Pause.For(Thinking, bound.Token);
        }
    }

    /// <summary>Ends it; every request must have been answered, and every accepted order be there.</summary>
    public async Task EndsWithoutFault()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_customers);
        var faults = string.Join(
            '\n', _faults.Take(20).Concat(_cluster.Apis.Select(api => $"{api.Name}:\n{api.Output}")));
        Assert.True(_faults.IsEmpty, $"{_faults.Count} failed, {Answers} did not:\n{faults}");
        using var client = await Shop.SignIn(_server);
        foreach (var order in _orders)
        {
            var answer = await client.Get($"/orders/{order}");
            Assert.True(answer.Status == 200, $"{order}: {answer.Status} {answer.Text}");
        }

        Assert.Equal(_orders.Count, _orders.Distinct().Count());
        Assert.True(await Shop.Verify(client) >= _orders.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Answers} answers, {_orders.Count} orders, slowest {Slowest}");
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_customers);
        _end.Dispose();
    }

    private async Task Run(Client client, TimeSpan pause, Func<Client, int, Task<string?>> request)
    {
        await Task.Yield();
        using (client)
        {
            for (var number = 0; !_end.IsCancellationRequested; number++)
            {
                var started = Stopwatch.GetTimestamp();
                var fault = await Attempt(client, number, request);
                var took = Stopwatch.GetElapsedTime(started);
                if (fault is null)
                {
                    Interlocked.Increment(ref _answers);
                    _slowest = Math.Max(_slowest, took.Ticks);
                }
                else
                {
                    _faults.Enqueue(
                        $"{request.Method.Name} at {Stopwatch.GetElapsedTime(_begun)} after {took}: {fault}");
                }

                await Pause.For(pause);
            }
        }
    }

    private static async Task<string?> Attempt(
        Client client, int number, Func<Client, int, Task<string?>> request)
    {
        try
        {
            return await request(client, number);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException)
        {
            return fault.ToString().Split('\n')[0];
        }
    }

    private async Task<string?> PlaceOrder(Client client, int number)
    {
        var answer = await Shop.Order(client, 1 + (number % _skus));
        if (answer.Status is not (201 or 202))
        {
            return Refused(answer);
        }

        _orders.Enqueue(answer.Json.GetProperty("id").GetString()!);
        return null;
    }

    private async Task<string?> Look(Client client, int number)
    {
        var path = (number % 3, _orders.TryPeek(out var order)) switch
        {
            (0, true) => $"/orders/{order}",
            (1, _) => "/items?limit=10",
            _ => $"/inventory/{Shop.Sku(1 + (number % _skus))}",
        };
        return Refused(await client.Get(path), 200);
    }

    // A command without an idempotency key.
    private async Task<string?> ChangeItem(Client client, int number)
    {
        var item = $$$"""{"name":"Thing {{{number}}}","unit_price":{"amount":250,"currency":"GBP"}}""";
        return Refused(await client.Replace($"/items/{Shop.Sku(1 + (number % _skus))}", item), 200);
    }

    private async Task<string?> SignIn(Client client, int number) =>
        Refused(await client.Login(LocalCluster.Admin, LocalCluster.Password), 200);

    private static string? Refused(Answer answer, int wanted = 0) =>
        answer.Status == wanted ? null : $"{answer.Status} {answer.Text}";
}
