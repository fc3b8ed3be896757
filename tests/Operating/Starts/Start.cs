using System.Diagnostics;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Operating.Starts;

/// <summary>A start that is expected to fail.</summary>
internal static class Start
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    /// <summary>Checks that it ends with 1, after one line that says all of the given words.</summary>
    /// <returns>The line.</returns>
    public static Task<string> Fails(
        string project, IReadOnlyDictionary<string, string> settings, params IEnumerable<string> words) =>
        Fails(project, ["--urls=http://127.0.0.1:0"], settings, words);

    /// <param name="arguments">What stands on the command line before the settings.</param>
    public static async Task<string> Fails(
        string project, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> settings,
        params IEnumerable<string> words)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList = { Repository.Assembly(project, "Storehouse." + project) },
        };
        foreach (var argument in arguments)
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in settings)
        {
            info.ArgumentList.Add($"--{key}={value}");
        }

        using var process = Process.Start(info)!;
        using var bound = new CancellationTokenSource(Within);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(bound.Token);
            var error = await process.StandardError.ReadToEndAsync(bound.Token);
            await process.WaitForExitAsync(bound.Token);
            Assert.True(process.ExitCode == 1, $"It ended with {process.ExitCode}:\n{await output}\n{error}");
            var line = Assert.Single(error.TrimEnd('\n').Split('\n'));
            Assert.StartsWith("storehouse: ", line, StringComparison.Ordinal);
            Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
            Assert.DoesNotContain(StartTests.Secret, line + await output, StringComparison.Ordinal);
            return line;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
