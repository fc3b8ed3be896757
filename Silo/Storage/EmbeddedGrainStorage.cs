using Orleans.Storage;

namespace Storehouse.Storage;

/// <summary>On SQLite: the file has one writer; waiting here is fair where the driver would poll.</summary>
internal sealed class EmbeddedGrainStorage(IGrainStorage inner) : TextKeyGrainStorage(inner), IDisposable
{
    private readonly SemaphoreSlim _writer = new(1);

    public void Dispose() => _writer.Dispose();

    protected override Task Read(Func<Task> read) => read();

    protected override async Task Write(Func<Task> write, CancellationToken cancelled)
    {
        await _writer.WaitAsync(cancelled);
        try
        {
            await write();
        }
        finally
        {
            _writer.Release();
        }
    }
}
