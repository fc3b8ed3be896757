using System.Globalization;
using Npgsql;
using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Bench.Sides;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.Clusters;

/// <summary>The plain API on a database of the same server.</summary>
public sealed class PostgresBaselineSide : Side
{
    private const int Customers = 8;
    private readonly ServerProcess _process;
    private readonly string _database;

    private PostgresBaselineSide(string name, ServerProcess process, string database, DirectoryInfo folder)
        : base(name, [process.BaseAddress], folder) => (_process, _database) = (process, database);

    public override IReadOnlyDictionary<string, TimeSpan> ProcessorTimes =>
        new Dictionary<string, TimeSpan> { [CpuParts.Api] = _process.ProcessorTime };

    public override long PeakMemory => _process.PeakMemory;

    /// <param name="isFunction">One function in the database, in place of statement by statement.</param>
    public static async Task<Side> Start(
        string name, string database, bool isFunction, BenchOptions options, CancellationToken cancellation)
    {
        var folder = FreshFolder();
        var settings = new Dictionary<string, string>
        {
            ["Baseline__Postgres"] = database,
            ["Baseline__Function"] = isFunction.ToString(),
            ["Baseline__Pool"] = Text(options.Pool),
            ["Baseline__Password"] = Password,
            ["Baseline__Skus"] = Text(options.Skus),
            ["Baseline__Units"] = Text(Units),
            ["Baseline__HotUnits"] = Text(HotUnits),
        };
        var assembly = Repository.Assembly("tests/Bench.Baseline", "Storehouse.Tests.Bench.Baseline");
        var process = await ServerProcess.Start(
            new(assembly, settings, ServerProcess.FreePort(), RunFolder(folder)), cancellation);
        return new PostgresBaselineSide(name, process, database, folder);
    }

    public override async Task<IReadOnlyList<string>> SignIn(CancellationToken cancellation)
    {
        var tokens = new List<string>();
        for (var customer = 0; customer < Customers; customer++)
        {
            tokens.Add(await LogIn($"customer{customer}", cancellation));
        }

        return tokens;
    }

    public override async Task<IReadOnlyList<string>> CheckBooks(Tally told, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(cancellation);
        return await BaselineBooks.Check(connection, told);
    }

    protected override ValueTask End() => _process.DisposeAsync();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
