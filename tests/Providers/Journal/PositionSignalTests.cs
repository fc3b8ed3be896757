using Microsoft.Extensions.Time.Testing;
using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Journal;

public sealed class PositionSignalTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Wait_AdvancedAtTheSameMoment_IsNeverMissed()
    {
        const long Rounds = 40_000;
        var random = new Random(TestSeed.Next());
        var signal = new PositionSignal(0);
        var seen = 0L;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        bounded.CancelAfter(Patience);
        var cancellation = bounded.Token;
        var waiter = Task.Run(
            async () =>
            {
                for (var position = 0L; position < Rounds; Volatile.Write(ref seen, ++position))
                {
                    await signal.Wait(position, Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                }
            },
            cancellation);

        // Each advance comes when the waiter has just set out to wait for it: a signal missed is never repeated.
        var advancer = Task.Run(
            () =>
            {
                for (var position = 1L; position <= Rounds; position++)
                {
                    Thread.SpinWait(random.Next(30));
                    signal.Advance(position);
                    for (var spin = new SpinWait(); Volatile.Read(ref seen) < position; spin.SpinOnce(-1))
                    {
                        cancellation.ThrowIfCancellationRequested();
                    }
                }
            },
            cancellation);

        await Task.WhenAll(waiter, advancer);
    }

    [Fact]
    public async Task Wait_NotAdvanced_IsFalseWhenItsTimeIsOver()
    {
        var clock = new FakeTimeProvider();
        var signal = new PositionSignal(5);
        var waiting = signal.Wait(5, TimeSpan.FromSeconds(10), clock, Cancellation).AsTask();

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.False(await waiting.WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task Wait_AdvancedButNotFarEnough_GoesOnForTheRestOfItsTime()
    {
        var clock = new FakeTimeProvider();
        var signal = new PositionSignal(5);
        var near = signal.Wait(5, TimeSpan.FromSeconds(10), clock, Cancellation).AsTask();
        var far = signal.Wait(6, TimeSpan.FromSeconds(10), clock, Cancellation).AsTask();

        signal.Advance(6);
        Assert.True(await near.WaitAsync(Patience, Cancellation));
        Assert.False(far.IsCompleted);
        signal.Advance(8);

        Assert.True(await far.WaitAsync(Patience, Cancellation));
    }
}
