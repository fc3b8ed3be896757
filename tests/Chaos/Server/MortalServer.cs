using System.Diagnostics;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Chaos.Server;

/// <summary>The server on one data folder and one address, through all its lives.</summary>
public sealed class MortalServer(DirectoryInfo folder, string password, IReadOnlyList<string> settings)
    : ITarget, IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);
    private readonly int _port = ServerProcess.FreePort();
    private readonly Lock _lock = new();
    private ServerProcess? _process;
    private TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public const string Admin = "admin";

    public Uri BaseAddress => new($"http://127.0.0.1:{_port}");

    public string Password { get; } = password;

    public IReadOnlyList<Uri> Readers => [BaseAddress];

    /// <summary>Kills so far, those in the middle of a start included.</summary>
    public int Kills { get; private set; }

    /// <summary>How long each start took until the server was ready.</summary>
    public List<TimeSpan> Starts { get; } = [];

    /// <summary>The last lines it printed in this life.</summary>
    public string Output => _process?.Output ?? "";

    /// <summary>Waits until the server is ready, at once when it is.</summary>
    public Task WhenReady(CancellationToken cancellation)
    {
        lock (_lock)
        {
            return _ready.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Begins a life; with <paramref name="killAfter"/>, ends it in mid-start.</summary>
    public async Task Start(TimeSpan? killAfter, CancellationToken cancellation)
    {
        var started = Stopwatch.StartNew();
        var runFolder = folder.CreateSubdirectory("run").FullName;
        _process = ServerProcess.Launch(new(Assembly, Settings(), _port, runFolder));
        if (killAfter is { } early)
        {
            await Pause.For(early, cancellation);
            await Kill();
            return;
        }

        await _process.WaitReady(ReadyWithin, cancellation);
        Starts.Add(started.Elapsed);
        lock (_lock)
        {
            _ready.SetResult();
        }
    }

    /// <summary>SIGKILL: whatever it was doing ends here.</summary>
    public async Task Kill()
    {
        lock (_lock)
        {
            if (_ready.Task.IsCompleted)
            {
                _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        Kills++;
        await _process!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private static string Assembly => Repository.Assembly("Api", "Storehouse.Api");

    private Dictionary<string, string> Settings()
    {
        var all = new Dictionary<string, string>
        {
            ["Storehouse__DataPath"] = Path.Combine(folder.FullName, "data"),
            ["Storehouse__Admin__UserName"] = Admin,
            ["Storehouse__Admin__Password"] = Password,
            ["Storehouse__Login__Enabled"] = "true",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var setting in settings)
        {
            var end = setting.IndexOf('=', StringComparison.Ordinal);
            all[setting[..end].Replace(":", "__", StringComparison.Ordinal)] = setting[(end + 1)..];
        }

        return all;
    }
}
