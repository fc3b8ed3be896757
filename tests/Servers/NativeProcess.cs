using System.Diagnostics;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Servers;

/// <summary>An installed program, started by a test and ended with it, by pid.</summary>
public sealed class NativeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private readonly OutputTail _output = new();
    private readonly Process _process;

    /// <param name="user">User to run as when the test runs as root; null = the same.</param>
    public NativeProcess(string program, IEnumerable<string> arguments, string folder, string? user = null)
    {
        var changesUser = user is not null && Environment.IsPrivilegedProcess;
        var info = new ProcessStartInfo(changesUser ? "setpriv" : program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (changesUser)
        {
            foreach (var argument in (string[])[$"--reuid={user}", $"--regid={user}", "--init-groups", program])
            {
                info.ArgumentList.Add(argument);
            }
        }

        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, line) => _output.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines it printed.</summary>
    public string Output => _output.ToString();

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">
    /// It ended with another code than 0; the message has its output.
    /// </exception>
    public static async Task Run(
        string program, IEnumerable<string> arguments, string folder, string? user, TimeSpan within)
    {
        await using var process = new NativeProcess(program, arguments, folder, user);
        await process.WaitForExit(within);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{process.Output}");
        }
    }

    /// <summary>Waits until <paramref name="ready"/> says so; fails at once when the program ends.</summary>
    public async Task WaitReady(Func<Task<bool>> ready, TimeSpan within)
    {
        var started = Stopwatch.StartNew();
        while (!await ready())
        {
            if (HasExited)
            {
                throw new InvalidOperationException($"It ended with {ExitCode}:\n{Output}");
            }

            if (started.Elapsed > within)
            {
                throw new TimeoutException($"It was not ready within {within}:\n{Output}");
            }

            await Pause.For(Poll);
        }
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

    /// <summary>Sends a signal to the process, which then starts no more, and to its children.</summary>
    public void SignalAll(string name)
    {
        Signal(name);
        var children = File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (children.Length > 0)
        {
            using var kill = Process.Start("kill", [$"-{name}", .. children]);
            kill.WaitForExit();
        }
    }

    public async Task WaitForExit(TimeSpan within)
    {
        using var bound = new CancellationTokenSource(within);
        await _process.WaitForExitAsync(bound.Token);
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();
}
