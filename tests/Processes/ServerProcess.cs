using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Storehouse.Tests.Processes;

/// <summary>What to start, and how long it may take.</summary>
/// <param name="Assembly">Path of the program's assembly.</param>
/// <param name="Settings">Environment variables, on top of the current ones.</param>
/// <param name="Port">Loopback port it listens on.</param>
/// <param name="WorkingFolder">Where it runs, and its files by default.</param>
public sealed record ServerStart(
    string Assembly, IReadOnlyDictionary<string, string> Settings, int Port, string WorkingFolder)
{
    public TimeSpan ReadyWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Address it listens on.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>File that all it prints is added to; null: only its last lines are kept.</summary>
    public string? Log { get; init; }

    /// <summary>Network namespace it runs in; null: the same as this process.</summary>
    public string? NetworkNamespace { get; init; }
}

/// <summary>An HTTP server in a process of its own, on a loopback port.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly OutputTail _output;
    private bool _isDisposed;

    private ServerProcess(ServerStart start)
    {
        BaseAddress = new($"http://{start.Host}:{start.Port}");
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var info = new ProcessStartInfo(start.NetworkNamespace is null ? dotnet : "ip")
        {
            WorkingDirectory = start.WorkingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (start.NetworkNamespace is { } network)
        {
            // It becomes the program, under the same process id.
            foreach (var argument in (string[])["netns", "exec", network, dotnet])
            {
                info.ArgumentList.Add(argument);
            }
        }

        info.ArgumentList.Add(start.Assembly);
        info.Environment["Urls"] = BaseAddress.OriginalString;
        info.Environment["ASPNETCORE_URLS"] = BaseAddress.OriginalString;
        info.Environment["DOTNET_ENVIRONMENT"] = "Production";
        foreach (var (name, value) in start.Settings)
        {
            info.Environment[name] = value;
        }

        _output = new(start.Log);
        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public Uri BaseAddress { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it printed.</summary>
    public string Output => _output.ToString();

    /// <summary>Processor time used so far, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Most memory it has held so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>A loopback port that nothing listens on right now.</summary>
    public static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>Starts it and waits until <c>/health/ready</c> answers 200.</summary>
    public static async Task<ServerProcess> Start(ServerStart start, CancellationToken cancellation = default)
    {
        var server = Launch(start);
        try
        {
            await server.WaitReady(start.ReadyWithin, cancellation);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it without waiting.</summary>
    public static ServerProcess Launch(ServerStart start) => new(start);

    public async Task WaitReady(TimeSpan within, CancellationToken cancellation = default)
    {
        using var client = new HttpClient { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.StartNew();
        while (!await IsReady(client, cancellation))
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(cancellation);
                throw new InvalidOperationException($"Server exited with {_process.ExitCode}:\n{Output}");
            }

            if (started.Elapsed > within)
            {
                throw new TimeoutException($"Server was not ready within {within}:\n{Output}");
            }

            await Pause.For(PollInterval, cancellation);
        }
    }

    /// <summary>One look, now, at whether <c>/health/ready</c> answers 200.</summary>
    public async Task<bool> IsReady(CancellationToken cancellation = default)
    {
        using var client = new HttpClient { BaseAddress = BaseAddress, Timeout = TimeSpan.FromSeconds(5) };
        return await IsReady(client, cancellation);
    }

    /// <summary>Ends it with SIGKILL, at once and without warning.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
    }

    /// <summary>Sends a signal by its name, such as <c>TERM</c>, <c>STOP</c> or <c>CONT</c>.</summary>
    public void Signal(string name)
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
            kill.WaitForExit();
        }
    }

    /// <summary>Asks it to end (SIGTERM) and waits.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Stop(CancellationToken cancellation = default)
    {
        if (!_process.HasExited)
        {
            Signal("TERM");
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StopWithin);
            await _process.WaitForExitAsync(limit.Token);
        }

        return _process.ExitCode;
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return ValueTask.CompletedTask;
        }

        _isDisposed = true;
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<bool> IsReady(HttpClient client, CancellationToken cancellation)
    {
        try
        {
            using var answer = await client.GetAsync(
                new Uri("/health/ready", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();
}
