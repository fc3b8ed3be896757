using System.Diagnostics;

namespace Storehouse.Tests.Deploy;

/// <summary>A program that is run to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Within = TimeSpan.FromMinutes(5);

    /// <returns>What it wrote to its standard output.</returns>
    /// <exception cref="InvalidOperationException">
    /// It ended with another code than 0; the message has its errors.
    /// </exception>
    public static async Task<string> Run(string program, IEnumerable<string> arguments, string? input = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var bound = new CancellationTokenSource(Within);
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        await process.StandardInput.WriteAsync(input.AsMemory(), bound.Token);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {Within}.");
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"{program} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }
}
