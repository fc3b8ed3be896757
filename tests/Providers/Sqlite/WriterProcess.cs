using System.Diagnostics;
using System.Globalization;

namespace Storehouse.Tests.Sqlite;

/// <summary>A process that writes a journal without end, and what it said was acknowledged.</summary>
internal sealed class WriterProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private WriterProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Highest version acknowledged of each stream, with its position.</summary>
    public Dictionary<int, (long Version, long Position)> Acknowledged { get; } = [];

    public int Commits { get; private set; }

    public int Failures { get; private set; }

    public long Checkpoint { get; private set; }

    public string LastFailure { get; private set; } = "";

    /// <param name="place">Folder or connection string of the journal.</param>
    public static WriterProcess Start(string place)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Storehouse.Tests.CrashWriter.dll");

        // A write beyond a file size limit must fail as on a full disk, not end the process.
        var start = new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "trap '' XFSZ; exec dotnet exec \"$0\" \"$1\"", program, place },
            RedirectStandardOutput = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>Reads what the process says until a condition holds.</summary>
    public async Task ReadUntil(Func<WriterProcess, string, bool> condition, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(Patience);
        while (await _process.StandardOutput.ReadLineAsync(bounded.Token) is { } line)
        {
            Take(line);
            if (condition(this, line))
            {
                return;
            }
        }

        throw new InvalidOperationException($"The writer ended by itself: {_process.ExitCode}.");
    }

    /// <summary>Sends a signal by its name, such as <c>STOP</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>SIGKILL. What it had said before is still read: it was acknowledged.</summary>
    public async Task Kill(CancellationToken cancellation)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellation).WaitAsync(Patience, cancellation);
        var rest = await _process.StandardOutput.ReadToEndAsync(cancellation);
        foreach (var line in rest.Split('\n')[..^1])
        {
            Take(line);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Take(string line)
    {
        if (line.Split(' ', 4) is not [var status, var stream, var version, var rest])
        {
            return;
        }

        var number = long.Parse(version, CultureInfo.InvariantCulture);
        switch (status)
        {
            case "Saved":
                Checkpoint = number;
                break;
            case "Failed":
                Failures++;
                LastFailure = rest;
                break;
            default:
                Commits++;
                Acknowledged[int.Parse(stream, CultureInfo.InvariantCulture)] =
                    (number, long.Parse(rest, CultureInfo.InvariantCulture));
                break;
        }
    }
}
