using System.Globalization;
using Microsoft.Data.Sqlite;
using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>The plain API with one transaction an order.</summary>
public sealed class BaselineSide : Side
{
    private const int Customers = 8;
    private readonly ServerProcess _process;

    private BaselineSide(ServerProcess process, DirectoryInfo folder)
        : base("baseline", [process.BaseAddress], folder) => _process = process;

    public override IReadOnlyDictionary<string, TimeSpan> ProcessorTimes =>
        new Dictionary<string, TimeSpan> { [Name] = _process.ProcessorTime };

    public override long PeakMemory => _process.PeakMemory;

    public static async Task<Side> Start(int skus, CancellationToken cancellation)
    {
        var folder = FreshFolder();
        folder.CreateSubdirectory("data");
        var settings = new Dictionary<string, string>
        {
            ["Baseline__Database"] = DatabaseIn(folder),
            ["Baseline__Password"] = Password,
            ["Baseline__Skus"] = skus.ToString(CultureInfo.InvariantCulture),
            ["Baseline__Units"] = Units.ToString(CultureInfo.InvariantCulture),
            ["Baseline__HotUnits"] = HotUnits.ToString(CultureInfo.InvariantCulture),
        };
        var assembly = Repository.Assembly("tests/Bench.Baseline", "Storehouse.Tests.Bench.Baseline");
        var process = await ServerProcess.Start(
            new(assembly, settings, ServerProcess.FreePort(), RunFolder(folder)), cancellation);
        return new BaselineSide(process, folder);
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
        await _process.Stop(cancellation);
        await using var connection = new SqliteConnection(
            $"Data Source={DatabaseIn(Folder)};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellation);
        return await BaselineBooks.Check(connection, told);
    }

    protected override ValueTask End() => _process.DisposeAsync();

    private static string DatabaseIn(DirectoryInfo folder) =>
        Path.Combine(folder.FullName, "data", "baseline.db");
}
