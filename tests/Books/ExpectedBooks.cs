using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Books;

/// <summary>What the independent script says the books must be.</summary>
internal sealed record ExpectedBooks(
    Dictionary<string, long> Counts,
    Dictionary<string, long> OnHand,
    Dictionary<string, string[]> Refused,
    Dictionary<string, string> Sales)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<ExpectedBooks> WorkOut(RunSettings run, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [
                Path.Combine(Repository.Root, "tests", "Books", "expected_books.py"),
                run.Catalogue, run.Orders, "--factor", run.Factor.ToString(CultureInfo.InvariantCulture),
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        using var script = Process.Start(start)!;
        var text = await script.StandardOutput.ReadToEndAsync(limit.Token);
        await script.WaitForExitAsync(limit.Token);
        return script.ExitCode == 0
            ? JsonSerializer.Deserialize<ExpectedBooks>(text, BooksClient.Json)!
            : throw new InvalidOperationException($"The script ended with {script.ExitCode}.");
    }
}
