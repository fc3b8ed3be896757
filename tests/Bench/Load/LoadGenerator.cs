using System.Diagnostics;
using System.Net;
using System.Text;

namespace Storehouse.Tests.Bench.Load;

/// <summary>How long a phase lasts: until the time is over or the orders are placed, whichever is first.</summary>
public readonly record struct PhaseLength(TimeSpan TimeMax, int OrdersMax = int.MaxValue);

/// <summary>What a phase gave.</summary>
/// <param name="Elapsed">The measured time.</param>
public sealed record PhaseResult(Tally Tally, TimeSpan Elapsed)
{
    public double OrdersPerSecond => Tally.LatenciesMicroseconds.Count / Elapsed.TotalSeconds;
}

/// <summary>A closed loop: each connection places an order, waits for the answer, places the next.</summary>
public sealed class LoadGenerator(
    Scenario scenario, int skus, IReadOnlyList<IPEndPoint> addresses, IReadOnlyList<string> tokens,
    int connections)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);
    private int _ordersLeft;

    public async Task<PhaseResult> Run(PhaseLength length, int seed, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var opened = new List<HttpConnection>();
        try
        {
            for (var index = 0; index < connections; index++)
            {
                opened.Add(await HttpConnection.Open(AddressOf(index), limit.Token));
            }

            _ordersLeft = length.OrdersMax;
            limit.CancelAfter(length.TimeMax + AnswerWithin);
            var start = Stopwatch.GetTimestamp();
            var end = start + (long)(length.TimeMax.TotalSeconds * Stopwatch.Frequency);
            var tallies = await Task.WhenAll(opened.Select((connection, index) =>
                Task.Run(() => Loop(connection, index, seed, end, limit.Token))));
            var elapsed = Stopwatch.GetElapsedTime(start);
            var all = new Tally(skus);
            foreach (var tally in tallies)
            {
                all.Add(tally);
            }

            return new(all, elapsed < length.TimeMax ? elapsed : length.TimeMax);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"A request got no answer within {AnswerWithin}.");
        }
        finally
        {
            opened.ForEach(connection => connection.Dispose());
        }
    }

    private async Task<Tally> Loop(
        HttpConnection connection, int index, int seed, long end, CancellationToken cancellation)
    {
        var tally = new Tally(skus);
        var requests = new OrderRequests(
            scenario, skus, AddressOf(index).ToString(), tokens[index % tokens.Count],
            new(HashOf(seed, index)));
        while (Interlocked.Decrement(ref _ordersLeft) >= 0)
        {
            var sent = Stopwatch.GetTimestamp();
            if (sent >= end)
            {
                break;
            }

            var (status, body) = await connection.Exchange(requests.Next(), cancellation);
            var answered = Stopwatch.GetTimestamp();
            Record(tally, requests, status, body.Span, answered <= end ? answered - sent : null);
        }

        return tally;
    }

    private IPEndPoint AddressOf(int connection) => addresses[connection % addresses.Count];

    private static void Record(
        Tally tally, OrderRequests requests, int status, ReadOnlySpan<byte> body, long? ticks)
    {
        tally.Statuses[status] = tally.Statuses.GetValueOrDefault(status) + 1;
        if (status != 201 || body.IndexOf("\"confirmed\""u8) < 0)
        {
            if (status != 409 || body.IndexOf("out_of_stock"u8) < 0)
            {
                tally.OddAnswer ??= $"{status} {Encoding.UTF8.GetString(body)}";
            }

            return;
        }

        tally.SampleAnswer ??= Encoding.UTF8.GetString(body);
        tally.OrderIds.Add(IdOf(body));
        foreach (var sku in requests.Skus)
        {
            tally.UnitsTaken[sku]++;
        }

        if (ticks is not null)
        {
            tally.LatenciesMicroseconds.Add((int)(ticks.Value * 1_000_000 / Stopwatch.Frequency));
        }
    }

    private static string IdOf(ReadOnlySpan<byte> body)
    {
        var rest = body[(body.IndexOf("\"id\":\""u8) + "\"id\":\"".Length)..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)'"')]);
    }

    // Not HashCode.Combine, which differs from run to run.
    private static int HashOf(int seed, int index) => unchecked((seed * 1_000_003) ^ (index * 7_919));
}
