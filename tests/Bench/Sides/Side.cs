using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Storehouse.Tests.Bench.Load;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>One of the servers compared: its processes, on fresh data, with stock on its shelves.</summary>
/// <param name="addresses">Where orders are sent, spread evenly.</param>
public abstract class Side(string name, IReadOnlyList<Uri> addresses, DirectoryInfo folder) : IAsyncDisposable
{
    protected const string Password = "bench-Password-1";

    /// <summary>Units on hand of every SKU, and of the hot one: more than any run can order.</summary>
    protected const int Units = 10_000_000;
    protected const int HotUnits = 1_000_000_000;

    public string Name { get; } = name;

    public IReadOnlyList<IPEndPoint> Addresses { get; } =
        [.. addresses.Select(address => new IPEndPoint(IPAddress.Loopback, address.Port))];

    /// <summary>Processor time used so far, by what used it.</summary>
    public abstract IReadOnlyDictionary<string, TimeSpan> ProcessorTimes { get; }

    /// <summary>Most memory its processes have held so far, in bytes.</summary>
    public abstract long PeakMemory { get; }

    protected DirectoryInfo Folder { get; } = folder;

    protected HttpClient Client { get; } = new()
    {
        BaseAddress = addresses[0],
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>Fresh access tokens, each of another customer.</summary>
    public abstract Task<IReadOnlyList<string>> SignIn(CancellationToken cancellation);

    /// <summary>Holds what clients were told against what the server has.</summary>
    /// <param name="told">All answers it gave since it was started.</param>
    /// <returns>What does not agree; empty when the books are right.</returns>
    public abstract Task<IReadOnlyList<string>> CheckBooks(Tally told, CancellationToken cancellation);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await End();
        Folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends its processes.</summary>
    protected abstract ValueTask End();

    protected static DirectoryInfo FreshFolder() => Directory.CreateTempSubdirectory("storehouse-bench-");

    // Beside the data, not above it: ASP.NET watches its working folder for changes of settings, and would
    // wake for every write to the database.
    protected static string RunFolder(DirectoryInfo folder) => folder.CreateSubdirectory("run").FullName;

    protected async Task<string> LogIn(string username, CancellationToken cancellation)
    {
        using var answer = await Client.PostAsJsonAsync(
            "/api/v1/login", new { username, password = Password }, cancellation);
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{Name}: login answered {(int)answer.StatusCode}: {body}");
        }

        using var json = JsonDocument.Parse(body);
        return json.RootElement.GetProperty("access_token").GetString()!;
    }
}
