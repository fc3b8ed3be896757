using System.Diagnostics;
using System.Text;

namespace Storehouse.Tests.Cli;

/// <summary>What a run of the command line left behind.</summary>
public sealed record Outcome(int ExitCode, string Out, string Error)
{
    public Outcome Exited(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode}, not {exitCode}.\n{Out}\n{Error}");
        return this;
    }
}

/// <summary>The built <c>storehouse</c>, run as users run it, in a home of its own.</summary>
public sealed class StorehouseProcess : IDisposable
{
    private static readonly string Program = Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "storehouse.exe" : "storehouse");

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("storehouse-cli-");
    private readonly Dictionary<string, string> _environment;

    public StorehouseProcess(string? server = null)
    {
        _environment = new()
        {
            ["XDG_CONFIG_HOME"] = _home.FullName,
            ["TZ"] = "Europe/Berlin",
            ["TERM"] = "xterm-256color",
        };
        if (server is not null)
        {
            _environment["STOREHOUSE_SERVER"] = server;
            _environment["STOREHOUSE_TOKEN"] = "token-1";
        }
    }

    public string CredentialsPath => Path.Combine(_home.FullName, "storehouse", "credentials.json");

    public StorehouseProcess With(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public string File(string name, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_home.FullName, name);
        using var file = System.IO.File.Create(path);
        file.Write(content);
        return path;
    }

    public string File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    public Task<Outcome> RunAsync(params string[] arguments) => RunWithInputAsync("", arguments);

    public async Task<Outcome> RunWithInputAsync(string input, params string[] arguments)
    {
        using var running = Start(arguments);
        await running.InputAsync(input);
        return await running.EndAsync();
    }

    public Running Start(params string[] arguments) => Start(Program, arguments);

    /// <summary>Runs it at a terminal of its own, whose whole output is <see cref="Outcome.Out"/>.</summary>
    public Running StartAtTerminal(params string[] arguments)
    {
        Assert.SkipUnless(System.IO.File.Exists("/usr/bin/script"), "script(1) makes the terminal.");
        var line = string.Join(' ', arguments.Prepend(Program).Select(word => $"'{word}'"));
        return Start("/usr/bin/script", ["-qefc", $"stty cols 140; {line}", "/dev/null"]);
    }

    public void Dispose() => _home.Delete(recursive: true);

    private Running Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsOutside).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return new Running(Process.Start(start)!);
    }

    // What the tester's own shell says must not reach the program under test.
    private static bool IsOutside(string name) =>
        name.StartsWith("STOREHOUSE_", StringComparison.Ordinal) || name is "NO_COLOR" or "COLORTERM"
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase);
}
