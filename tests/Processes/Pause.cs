namespace Storehouse.Tests.Processes;

/// <summary>
/// Time that passes on purpose: a client that thinks, the gap between two looks at another process. What a
/// test waits for is always a condition, looked at again after each pause, within a bound.
/// </summary>
public static class Pause
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    public static async Task For(TimeSpan time, CancellationToken cancellation = default)
    {
        using var timer = new PeriodicTimer(time < Shortest ? Shortest : time);
        await timer.WaitForNextTickAsync(cancellation);
    }
}
