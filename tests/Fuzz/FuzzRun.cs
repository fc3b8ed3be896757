using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Fuzz;

/// <summary>Sends generated requests, each bounded in time, and gathers what was wrong with their answers.</summary>
internal sealed class FuzzRun(
    FuzzServer server, IReadOnlyList<ApiDescription> descriptions, Callers callers, Subjects subjects, int seed)
{
    private const double Repeats = 0.02;
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Routes that end callers, hash passwords or read the whole journal are asked less often than others.
    /// </summary>
    private static readonly Dictionary<string, double> Shares = new()
    {
        ["deleteMe"] = 0.08,
        ["verify"] = 0.03,
        ["importItems"] = 0.5,
        ["importOrders"] = 0.5,
        ["placeOrder"] = 3,
        ["login"] = 0.25,
        ["registerUser"] = 0.25,
        ["beginTotp"] = 0.25,
        ["disableTotp"] = 0.25,
        ["renewRecoveryCodes"] = 0.25,
        ["beginPasskey"] = 0.25,
        ["patchMe"] = 0.4,
    };

    private readonly AnswerCheck _check = new(descriptions, subjects);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, int>> _answers = [];
    private readonly ConcurrentDictionary<string, long> _ticks = [];
    private int _next = -1;

    public FuzzedStock Stock { get; } = new();

    public ConcurrentQueue<FuzzFault> Faults { get; } = [];

    public int Answered => _answers.Sum(operation => operation.Value.Values.Sum());

    /// <summary>Answers that asked to come again.</summary>
    public int Unavailable => _answers.Sum(operation => operation.Value.GetValueOrDefault(503));

    /// <summary>Answers that a limit gave.</summary>
    public int Limited => _answers.Sum(operation => operation.Value.GetValueOrDefault(429)
        + operation.Value.GetValueOrDefault(503));

    /// <summary>Operations, and whether any request for them was accepted.</summary>
    public IReadOnlyDictionary<string, bool> Accepted => _answers.ToDictionary(
        operation => operation.Key, operation => operation.Value.Keys.Any(status => status is >= 200 and < 300));

    public async Task Send(int total, int connections, CancellationToken cancelled)
    {
        var plan = Plan(total);
        var makers = descriptions.ToDictionary(
            description => description, description => new RequestMaker(description, subjects, callers));
        await Task.WhenAll(
            Enumerable.Range(0, connections).Select(_ => Task.Run(() => Work(plan, makers, cancelled), cancelled)));
    }

    /// <summary>What was answered how often, and what took longest.</summary>
    public IEnumerable<string> Report()
    {
        foreach (var (operation, statuses) in _answers.OrderByDescending(entry => _ticks.GetValueOrDefault(entry.Key)))
        {
            var time = Stopwatch.GetElapsedTime(0, _ticks.GetValueOrDefault(operation)).TotalMilliseconds;
            var each = time / statuses.Values.Sum();
            yield return string.Create(CultureInfo.InvariantCulture, $"{operation}: {each:0.0} ms; ") + string.Join(
                ", ", statuses.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {pair.Value}"));
        }
    }

    private List<Asked> Plan(int total)
    {
        var operations = (
            from description in descriptions
            from path in description.Paths
            from operation in path.Operations
            let id = operation.Operation.GetProperty("operationId").GetString()!
            select (Asked: new Asked(description, path, operation.Method, id), Share: Shares.GetValueOrDefault(id, 1)))
            .ToList();
        var shares = operations.Sum(operation => operation.Share);
        var order = new Dice(seed, -1);
        return
        [
            .. operations.SelectMany(operation => Enumerable.Repeat(
                    operation.Asked, (int)Math.Ceiling(total * operation.Share / shares)))
                .OrderBy(_ => order.Any()),
        ];
    }

    private async Task Work(
        List<Asked> plan, Dictionary<ApiDescription, RequestMaker> makers, CancellationToken cancelled)
    {
        RawConnection? connection = null;
        while (Interlocked.Increment(ref _next) is var number && number < plan.Count
            && !cancelled.IsCancellationRequested)
        {
            var asked = plan[number];
            var dice = new Dice(seed, number);
            var repeated = dice.Chance(Repeats) ? subjects.Repeatable(dice) : null;
            var request = repeated?.Request ?? makers[asked.Description].Make(asked.Method, asked.Path, dice);
            connection = await Ask(connection, request, repeated?.Answer, $"#{number} {asked.Id}", asked.Id);
        }

        connection?.Dispose();
    }

    private async Task<RawConnection?> Ask(
        RawConnection? connection, RawRequest request, RawAnswer? first, string name, string operation)
    {
        using var bound = new CancellationTokenSource(HangsAfter);
        subjects.Forget(request);
        var started = Stopwatch.GetTimestamp();
        try
        {
            connection ??= await RawConnection.Open(server.Address, bound.Token);
            var answer = await connection.Exchange(request, bound.Token);
            if (first is null)
            {
                _ticks.AddOrUpdate(operation, 0, (_, before) => before + Stopwatch.GetTimestamp() - started);
                _answers.GetOrAdd(operation, _ => []).AddOrUpdate(answer.Status, 1, (_, before) => before + 1);
            }

            await Note(request, answer, first, name);
            if (!answer.EndsConnection)
            {
                return connection;
            }
        }
        catch (OperationCanceledException)
        {
            Report(name, "hangs", request, null);
        }
        catch (Exception fault)
            when (fault is SocketException or IOException or InvalidDataException or FormatException)
        {
            Report(name, $"no answer: {fault.Message}", request, null);
        }

        connection?.Dispose();
        return null;
    }

    private async Task Note(RawRequest request, RawAnswer answer, RawAnswer? first, string name)
    {
        foreach (var fault in _check.Faults(request, answer).Take(3))
        {
            Report(name, fault, request, answer);
        }

        if (answer.Status == 401 && request.Caller is { IsKnown: true } caller
            && request.Header("Authorization") is null
            && !await callers.Renew(caller) && !IsRefusalOfPassword(answer))
        {
            Report(name, "the token is not taken any more", request, answer);
        }

        if (first is null)
        {
            Stock.Note(request, answer);
            subjects.Learn(
                request, answer, answer.Status < 300 && _check.PromisesReplay(request, answer));
        }
        else if (answer.Status is not (401 or 429 or 503) && !subjects.IsGone(request, first)
            && (answer.Status != first.Status
            || answer.Header("Idempotent-Replayed") != "true" || !answer.Body.AsSpan().SequenceEqual(first.Body)))
        {
            Report(name, $"repeated under its key; the first answer was {first}", request, answer);
        }
    }

    private static bool IsRefusalOfPassword(RawAnswer answer)
    {
        using var problem = JsonDocument.Parse(answer.Body);
        return problem.RootElement.GetProperty("code").GetString() is not "unauthenticated";
    }

    private void Report(string name, string fault, RawRequest request, RawAnswer? answer) => Faults.Enqueue(
        new(name.Split(' ')[1], fault, $"{name}: {fault}\n  {request.Dump(server.Address)}\n  -> {answer}"));

    private sealed record Asked(ApiDescription Description, DescribedPath Path, string Method, string Id);
}

/// <summary>An answer that is not as it should be, and how to ask for it again.</summary>
internal sealed record FuzzFault(string Operation, string Text, string Dump);
