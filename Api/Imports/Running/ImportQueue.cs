using System.Threading.Channels;

namespace Storehouse.Imports.Running;

/// <summary>Wakes the runner when a file has been accepted.</summary>
internal sealed class ImportQueue
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _signal.Writer.TryWrite(true);

    /// <summary>Ends when it was woken, or when the time is up.</summary>
    public async Task Wait(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            await _signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The time is up.
        }
    }
}
