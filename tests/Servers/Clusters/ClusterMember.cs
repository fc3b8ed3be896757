using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Networks;

namespace Storehouse.Tests.Servers.Clusters;

/// <summary>One process of a cluster under test, through all its lives on one address.</summary>
public sealed class ClusterMember(string name, string assembly, Dictionary<string, string> settings, string folder)
    : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(120);
    private ServerProcess? _process;

    public string Name => name;

    public int Port { get; } = ServerProcess.FreePort();

    /// <summary>Its place on a network of its own; null: this machine's loopback.</summary>
    public NetworkPlace? Place { get; init; }

    /// <summary>File that all it prints in all its lives is added to; null: none.</summary>
    public string? Log { get; init; }

    public string Host => Place?.Address ?? "127.0.0.1";

    public Uri Address => new($"http://{Host}:{Port}");

    /// <summary>Where other silos reach it, as <c>ip:port</c>; of a silo alone.</summary>
    public string Endpoint => $"{Host}:{settings["Storehouse__Silo__Port"]}";

    public bool IsRunning => _process is { HasExited: false };

    public int Id => _process!.Id;

    /// <summary>The last lines it printed in this life.</summary>
    public string Output => _process?.Output ?? "";

    public TimeSpan ProcessorTime => _process!.ProcessorTime;

    public long PeakMemory => _process!.PeakMemory;

    /// <summary>Environment variables of the life that starts next.</summary>
    public Dictionary<string, string> Settings => settings;

    /// <summary>The program that starts next; another build of it for an upgrade.</summary>
    public string Assembly { get; set; } = assembly;

    public async Task Start(CancellationToken cancellation = default)
    {
        Launch();
        await WaitReady(cancellation);
    }

    public void Launch()
    {
        var workingFolder = Directory.CreateDirectory(folder).FullName;
        _process = ServerProcess.Launch(new(Assembly, settings, Port, workingFolder)
        {
            Host = Host,
            Log = Log,
            NetworkNamespace = Place?.Namespace,
        });
    }

    public Task WaitReady(CancellationToken cancellation = default) =>
        _process!.WaitReady(ReadyWithin, cancellation);

    /// <summary>One look, now.</summary>
    public async Task<bool> IsReady(CancellationToken cancellation = default) =>
        IsRunning && await _process!.IsReady(cancellation);

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        await _process!.DisposeAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Stop(CancellationToken cancellation = default)
    {
        var code = await _process!.Stop(cancellation);
        await _process.DisposeAsync();
        return code;
    }

    /// <summary>Sends a signal by its name, such as <c>STOP</c> or <c>CONT</c>.</summary>
    public void Signal(string signal) => _process!.Signal(signal);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
