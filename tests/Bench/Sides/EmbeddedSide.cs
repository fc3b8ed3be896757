using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>The product, as its one command starts it.</summary>
public sealed class EmbeddedSide : StorehouseSide
{
    private readonly ServerProcess _process;

    private EmbeddedSide(string name, ServerProcess process, DirectoryInfo folder)
        : base(name, [process.BaseAddress], folder) => _process = process;

    public override IReadOnlyDictionary<string, TimeSpan> ProcessorTimes =>
        new Dictionary<string, TimeSpan> { [Name] = _process.ProcessorTime };

    public override long PeakMemory => _process.PeakMemory;

    public static Task<Side> Start(int skus, CancellationToken cancellation) =>
        Start("storehouse", new Dictionary<string, string>(), skus, cancellation);

    /// <param name="more">Settings, as environment variables.</param>
    public static async Task<Side> Start(
        string name, IReadOnlyDictionary<string, string> more, int skus, CancellationToken cancellation)
    {
        var folder = FreshFolder();
        var settings = new Dictionary<string, string>
        {
            ["Storehouse__DataPath"] = Path.Combine(folder.FullName, "data"),
            ["Storehouse__Admin__UserName"] = Admin,
            ["Storehouse__Admin__Password"] = Password,
            ["Storehouse__Login__Enabled"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        var process = await ServerProcess.Start(
            new(
                Repository.Assembly("Api", "Storehouse.Api"), settings, ServerProcess.FreePort(),
                RunFolder(folder)),
            cancellation);
        var side = new EmbeddedSide(name, process, folder);
        try
        {
            await side.Stock(skus, cancellation);
            return side;
        }
        catch
        {
            await side.DisposeAsync();
            throw;
        }
    }

    protected override ValueTask End() => _process.DisposeAsync();
}
