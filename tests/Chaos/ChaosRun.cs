using Storehouse.Tests.Chaos.Audit;
using Storehouse.Tests.Chaos.Recording;
using Storehouse.Tests.Chaos.Server;
using Storehouse.Tests.Chaos.Workload;

namespace Storehouse.Tests.Chaos;

/// <summary>A whole run: set up, work and kill, repeat, read back, audit.</summary>
public sealed class ChaosRun(ChaosOptions options, ITarget target, IOrdeal ordeal, TextWriter output)
{
    private const int Customers = 3;
    private static readonly TimeSpan ShortHold = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HoldGrace = TimeSpan.FromSeconds(3);
    private readonly History _history = new();

    public async Task<IReadOnlyList<Violation>> Run(CancellationToken cancellation)
    {
        using var staff = new Session(target, _history, MortalServer.Admin);
        var customers = Enumerable.Range(0, Customers)
            .Select(number => new Session(target, _history, $"customer{number}"))
            .ToList();
        try
        {
            await Shelf.Fill(staff, cancellation);
            foreach (var customer in customers)
            {
                await staff.Register(customer.Username, cancellation);
            }

            return await Run(staff, customers, cancellation);
        }
        finally
        {
            customers.ForEach(customer => customer.Dispose());
        }
    }

    private async Task<IReadOnlyList<Violation>> Run(
        Session staff, List<Session> customers, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var follower = new FeedFollower(staff);
        var following = follower.Follow(stop.Token);
        var workers = Enumerable.Range(0, options.Workers)
            .Select(number => new Worker(options.Seed, number, customers[number % customers.Count], staff))
            .ToList();
        var working = workers.Select(worker => Task.Run(() => worker.Run(stop.Token, cancellation))).ToList();
        try
        {
            await ordeal.Run(_history, () => workers.ForEach(worker => worker.OnRestart()), cancellation);
        }
        finally
        {
            await stop.CancelAsync();
        }

        await Task.WhenAll([following, .. working]);
        var holdsEndedAt = DateTimeOffset.UtcNow + ShortHold + HoldGrace;
        await Repeat(staff, customers, cancellation);
        var violations = new List<Violation>();
        foreach (var address in target.Readers)
        {
            using var reader = new Session(target, _history, staff.Username, address);
            var final = await new FinalReading(reader, OrderIds()).Read(follower, holdsEndedAt, cancellation);
            Summarize(address, final);
            violations.AddRange(Auditor.Check(_history, final));
        }

        ordeal.Summarize(_history, output);
        return [.. violations.Distinct()];
    }

    /// <summary>After the last crash all is asked once more, for the answers given before it.</summary>
    private async Task Repeat(Session staff, List<Session> customers, CancellationToken cancellation)
    {
        var sessions = customers.Append(staff).ToDictionary(session => session.Username);
        var random = Seeds.Of(options.Seed, "repeats");
        var operations = _history.Operations
            .Where(operation => operation.Kind is not (OperationKind.Read or OperationKind.ReuseKey))
            .ToArray();
        random.Shuffle(operations);
        await Parallel.ForEachAsync(
            operations.Take(options.RepeatsAtEnd), cancellation,
            async (operation, cancel) => await sessions[operation.Caller].Send(operation, cancel));
    }

    private List<string> OrderIds() => [.. OrderTrails.Of(_history).Keys];

    private void Summarize(Uri address, FinalState final)
    {
        var operations = _history.Operations;
        var statuses = final.Orders.Values.Select(body => Documents.Read<OrderDocument>(body).Status)
            .CountBy(status => status)
            .OrderByDescending(pair => pair.Value)
            .Select(pair => $"{pair.Value} {pair.Key}");
        output.WriteLine(
            $"{address}: {operations.Count} operations, "
            + $"{operations.Sum(operation => operation.Answers.Count)} answers; "
            + $"{final.Orders.Count} orders: {string.Join(", ", statuses)}; {final.Feed.Count} events");
    }
}
