using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Server;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Workload;

/// <summary>One client: an operation at a time, now and then the same again.</summary>
public sealed class Worker
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromMilliseconds(25);
    private readonly Random _random;
    private readonly Session _customer;
    private readonly Session _staff;
    private readonly Deck _deck;
    private readonly Dictionary<string, KnownOrder> _orders = [];
    private readonly List<Operation> _toRepeat = [];
    private int _lives;

    public Worker(int seed, int number, Session customer, Session staff)
    {
        var name = $"{seed:x}-{number}";
        _random = Seeds.Of(seed, name);
        _customer = customer;
        _staff = staff;
        _deck = new(_random, name, customer.Username, staff.Username);
    }

    /// <summary>Tells that the server came back to life: what was set aside for then is repeated.</summary>
    public void OnRestart() => Interlocked.Increment(ref _lives);

    /// <summary>Works until told to stop, then finishes what it has begun.</summary>
    public async Task Run(CancellationToken stop, CancellationToken cancellation)
    {
        var lives = 0;
        while (!stop.IsCancellationRequested)
        {
            if (Volatile.Read(ref _lives) > lives)
            {
                lives = Volatile.Read(ref _lives);
                await RepeatAfterRestart(cancellation);
            }

            if (_random.Next(20) == 0 && _deck.DrawRivals() is var (first, second))
            {
                await Task.WhenAll(Send(first, cancellation), Send(second, cancellation));
                Learn(first);
                Learn(second);
            }
            else
            {
                await DoAndRepeat(_deck.Draw(), cancellation);
            }

            await Pause.For(PauseMax * _random.NextDouble(), cancellation);
        }
    }

    private async Task DoAndRepeat(Operation operation, CancellationToken cancellation)
    {
        var way = operation.Kind == OperationKind.Read ? 99 : _random.Next(100);
        await Task.WhenAll(Enumerable.Range(0, way < 12 ? 2 : 1).Select(_ => Send(operation, cancellation)));
        Learn(operation);
        if (way is >= 12 and < 24)
        {
            await Send(operation, cancellation);
        }
        else if (way is >= 24 and < 36)
        {
            _toRepeat.Add(operation);
        }
        else if (way is >= 36 and < 40
            && operation.Answers is [{ IsSuccess: true }, ..]
            && Deck.Misuse(operation) is { } misuse)
        {
            await Send(misuse, cancellation);
        }
    }

    private Task<Answer?> Send(Operation operation, CancellationToken cancellation) =>
        (operation.Caller == _staff.Username ? _staff : _customer).Send(operation, cancellation);

    private async Task RepeatAfterRestart(CancellationToken cancellation)
    {
        foreach (var operation in _toRepeat)
        {
            await Send(operation, cancellation);
        }

        _toRepeat.Clear();
    }

    private void Learn(Operation operation)
    {
        if (operation.Kind == OperationKind.Move || operation.Answers is not [{ IsSuccess: true } answer, ..])
        {
            return;
        }

        var document = Documents.Read<OrderDocument>(answer.Body);
        if (!_orders.TryGetValue(document.Id, out var order))
        {
            _orders.Add(document.Id, order = new(document.Id));
            _deck.Add(order);
        }

        order.Learn(document);
    }
}
