using System.Collections.Concurrent;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Operating.Backups;

/// <param name="Id">Of an order that the server acknowledged.</param>
internal sealed record TakenOrder(string Id, DateTimeOffset AnsweredAt);

/// <summary>Customers who order without a pause, and remember what they were told and when.</summary>
internal sealed class OrderTaking : IAsyncDisposable
{
    public const int Skus = 20;
    private const int Customers = 6;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan GoesWithin = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<TakenOrder> _taken = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly List<Task> _customers = [];

    public IReadOnlyCollection<TakenOrder> Taken => _taken;

    /// <summary>Fills the shelves, and lets the customers in.</summary>
    public static async Task<OrderTaking> Start(Uri server)
    {
        using (var clerk = await Shop.SignIn(server))
        {
            await Shop.Stock(clerk, Skus);
        }

        var load = new OrderTaking();
        for (var number = 0; number < Customers; number++)
        {
            load._customers.Add(load.Order(await Shop.SignIn(server), number));
        }

        return load;
    }

    /// <summary>Waits until so many more orders were acknowledged.</summary>
    public async Task Goes(int more)
    {
        using var bound = new CancellationTokenSource(GoesWithin);
        for (var wanted = _taken.Count + more; _taken.Count < wanted;)
        {
            Assert.True(_faults.IsEmpty, string.Join('\n', _faults.Take(5)));
            await Pause.For(Look, bound.Token);
        }
    }

    /// <summary>Ends it; nobody may have been refused.</summary>
    public async Task End()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_customers);
        Assert.True(_faults.IsEmpty, string.Join('\n', _faults.Take(5)));
    }

    /// <summary>Which of the orders a server does not know.</summary>
    public static async Task<IReadOnlyList<string>> Missing(Client client, IEnumerable<TakenOrder> orders)
    {
        var missing = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            orders, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (order, _) =>
            {
                if ((await client.Get($"/orders/{order.Id}")).Status != 200)
                {
                    missing.Enqueue(order.Id);
                }
            });
        return [.. missing];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_customers);
        _end.Dispose();
    }

    private async Task Order(Client client, int number)
    {
        await Task.Yield();
        using (client)
        {
            for (; !_end.IsCancellationRequested && _faults.IsEmpty; number += Customers)
            {
                try
                {
                    var answer = await Shop.Order(client, 1 + (number % Skus));
                    if (answer.Status is not (201 or 202))
                    {
                        _faults.Enqueue($"{answer.Status} {answer.Text}");
                        continue;
                    }

                    _taken.Enqueue(new(answer.Json.GetProperty("id").GetString()!, DateTimeOffset.UtcNow));
                }
                catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
                {
                    _faults.Enqueue(fault.ToString());
                }
            }
        }
    }
}
