using System.Globalization;
using System.Net;

namespace Storehouse.Tests.Fuzz;

/// <summary>
/// Every route of the description that the server gives of itself, asked for nonsense and for what lies at the edge of
/// sense. <c>STOREHOUSE_FUZZ_SEED</c> makes the requests of an earlier run again, as far as they do not hang on what
/// was answered before; <c>STOREHOUSE_FUZZ_REQUESTS</c> says how many.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int RequestsDefault = 20_000;
    private const int Connections = 16;
    private const int FaultsShown = 20;
    private const int CharactersShown = 3_000;
    private const long MemoryGrowthMax = 200 << 20;

    [Fact]
    public async Task Routes_GeneratedInput_AnswerAsDescribedAndTheBooksClose()
    {
        var seed = Setting("STOREHOUSE_FUZZ_SEED", Random.Shared.Next());
        var total = Setting("STOREHOUSE_FUZZ_REQUESTS", RequestsDefault);
        output.WriteLine($"STOREHOUSE_FUZZ_SEED={seed} STOREHOUSE_FUZZ_REQUESTS={total}");
        await using var server = await FuzzServer.Start();
        using var callers = await Callers.SignIn(server.Http);
        var ground = await Ground.Prepare(server, callers);
        var run = new FuzzRun(server, await server.Describe(), callers, ground.Subjects, seed);
        await Ground.StockUp(server, callers.Admin, run.Stock);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        await run.Send(total, Connections, TestContext.Current.CancellationToken);
        foreach (var line in run.Report())
        {
            output.WriteLine(line);
        }

        output.WriteLine($"{run.Answered} answers, {run.Stock.Orders} orders, {run.Stock.Movements} stock movements");
        Assert.True(run.Faults.IsEmpty, Shown(run, seed));
        await run.Stock.Check(server, callers.Admin, ground.Subjects.WitnessOrders);
        await ground.CheckWitnesses(server, callers.Admin);
        await CheckHealth(server, memory);
        CheckDepth(run, total);
    }

    private static int Setting(string name, int otherwise) => int.TryParse(
        Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
        out var given)
        ? given
        : otherwise;

    /// <summary>One of each kind; all of them are in a file.</summary>
    private static string Shown(FuzzRun run, int seed)
    {
        var file = Path.Combine(Path.GetTempPath(), $"storehouse-fuzz-{seed}.txt");
        File.WriteAllLines(file, run.Faults.Select(fault => fault.Dump));
        var kinds = run.Faults.GroupBy(fault => (fault.Operation, fault.Text)).ToList();
        return $"Seed {seed}: {run.Faults.Count} faults, all in {file}\n" + string.Join(
            '\n', kinds.Take(FaultsShown).Select(kind => kind.First().Dump is var dump && dump.Length <= CharactersShown
                ? $"{kind.Count()} x {dump}"
                : $"{kind.Count()} x {dump[..CharactersShown]}…"));
    }

    private async Task CheckHealth(FuzzServer server, long memoryBefore)
    {
        using var ready = await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.NotEmpty(await Callers.Token(server.Http, Callers.LoginName));
        var grown = GC.GetTotalMemory(forceFullCollection: true) - memoryBefore;
        output.WriteLine($"{grown >> 20} MiB more than before");
        Assert.InRange(grown, long.MinValue, MemoryGrowthMax);
    }

    /// <summary>A run in which everything was refused at the door would have tried nothing.</summary>
    private static void CheckDepth(FuzzRun run, int total)
    {
        var never = run.Accepted.Where(operation => !operation.Value).Select(operation => operation.Key).ToList();
        Assert.InRange(run.Unavailable, 0, total / 500);
        Assert.True(
            never.Count * 4 <= run.Accepted.Count, $"Nothing was accepted by {string.Join(", ", never)}.");
        Assert.True(
            run.Stock.Orders > total / 200 && run.Stock.Movements > total / 200,
            $"{run.Stock.Orders} orders and {run.Stock.Movements} movements: hardly anything was tried.");
    }
}
