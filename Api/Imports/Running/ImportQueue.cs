using System.Threading.Channels;

namespace Storehouse.Imports.Running;

/// <summary>Wakes the runner when a file has been accepted.</summary>
internal sealed class ImportQueue
{
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Wake() => _signal.Writer.TryWrite(true);

    public ValueTask<bool> Wait(CancellationToken cancellation) => _signal.Reader.ReadAsync(cancellation);
}
