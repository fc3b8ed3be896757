using System.Diagnostics;
using System.Runtime.CompilerServices;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Hosting;

/// <summary>Waits for what another party is about to do.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    public static async Task True(
        Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(started.Elapsed < Within, $"Not so within {Within}: {what}");
            await Pause.For(Poll);
        }
    }

    public static Task True(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        True(() => Task.FromResult(condition()), what);
}
