using System.Diagnostics;
using Storehouse.Tests.Processes;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>A condition that comes true by itself, within a bound.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    public static async Task Is(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var bound = within ?? Table.Bound;
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(started.Elapsed < bound, $"Within {bound} it did not come true that {what}.");
            await Pause.For(Poll);
        }
    }
}
