using System.Diagnostics;
using Npgsql;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Bench.Clusters;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Bench.Journals;

/// <summary>
/// Commits a second of the journal on PostgreSQL alone: callers that each append to a stream of their own and
/// wait, on one journal or several that share the database as processes do.
/// </summary>
public static class JournalBench
{
    private static readonly int[] Callers = [1, 16, 256, 1_024];
    private static readonly int[] Journals = [1, 2, 3];
    private static readonly JournalTopology Topology = new(["stock", "orders"], 8);

    public static async Task<int> Run(
        BenchOptions options, MachineFigures machine, CancellationToken cancellation)
    {
        Console.WriteLine(
            $"machine: {machine.Cores} cores, {machine.Processor}; a commit is an entry of "
            + $"{JournalCaller.EventBytes} bytes of events "
            + $"and a message of {JournalCaller.MessageBytes} bytes; "
            + $"{options.Round.TimeMax.TotalSeconds:F0} s each, median of {options.Rounds}");
        Console.WriteLine(
            $"  {"journals",8}{"callers",9}{"commits/s",11}{"p50 ms",9}{"in a group",12}{"append ms",11}"
            + $"{"pg CPU us",11}{"client CPU us",15}{"WAL B",8}   of a commit");
        await using var server = await PostgresServer.Start(
            "shared_buffers = 1GB", "max_wal_size = 8GB", "track_functions = pl");
        var figures = new List<JournalFigures>();
        foreach (var journals in Journals)
        {
            var database = await server.CreateDatabase($"journal{journals}");
            var opened = new List<PostgresJournal>();
            try
            {
                for (var number = 0; number < journals; number++)
                {
                    opened.Add(await PostgresJournal.Open(
                        new() { ConnectionString = database, Topology = Topology }));
                }

                foreach (var callers in Callers)
                {
                    figures.Add(await Measure(opened, callers, server, database, options, cancellation));
                    Print(figures[^1]);
                }
            }
            finally
            {
                foreach (var journal in opened)
                {
                    await journal.DisposeAsync();
                }

                NpgsqlConnection.ClearAllPools();
            }
        }

        if (options.JsonFile is { } file)
        {
            await Report.Write(figures, file, cancellation);
        }

        return 0;
    }

    private static async Task<JournalFigures> Measure(
        List<PostgresJournal> journals, int callers, PostgresServer server, string database,
        BenchOptions options, CancellationToken cancellation)
    {
        var rounds = new List<JournalFigures>();
        // The first is discarded: it warms up.
        for (var round = 0; round <= options.Rounds; round++)
        {
            var before = await PostgresUse.Read(server, database);
            var clientBefore = Environment.CpuUsage.TotalTime;
            var started = Stopwatch.GetTimestamp();
            var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
                () => JournalCaller.Run(
                    journals[caller % journals.Count], options.Round.TimeMax, cancellation),
                cancellation)));
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var client = Environment.CpuUsage.TotalTime - clientBefore;
            var use = (await PostgresUse.Read(server, database)).Since(before);
            var all = latencies.SelectMany(one => one).ToArray();
            var serverTime = use.Sessions + use.Background;
            rounds.Add(new(
                journals.Count, callers, all.Length / seconds,
                Rounds.Median(all.Select(one => (double)one)) / 1000,
                use.Entries / (double)Math.Max(use.Groups, 1),
                use.AppendTime.TotalMilliseconds / Math.Max(use.Groups, 1),
                serverTime.TotalMicroseconds / all.Length, client.TotalMicroseconds / all.Length,
                (double)use.WalBytes / all.Length));
        }

        return rounds.Skip(1).OrderBy(round => round.CommitsPerSecond).ElementAt(options.Rounds / 2);
    }

    private static void Print(JournalFigures figures) => Console.WriteLine(
        $"  {figures.Journals,8}{figures.Callers,9:N0}{figures.CommitsPerSecond,11:N0}"
        + $"{figures.P50Milliseconds,9:F1}{figures.CommitsPerGroup,12:F1}{figures.AppendMilliseconds,11:F2}"
        + $"{figures.ServerCpuMicroseconds,11:F0}"
        + $"{figures.ClientCpuMicroseconds,15:F0}{figures.WalBytes,8:N0}");
}

/// <summary>One measurement; costs are those of a commit.</summary>
public sealed record JournalFigures(
    int Journals, int Callers, double CommitsPerSecond, double P50Milliseconds, double CommitsPerGroup,
    double AppendMilliseconds, double ServerCpuMicroseconds, double ClientCpuMicroseconds, double WalBytes);
