using Orleans.Storage;

namespace Storehouse.Storage;

/// <summary>
/// Two things the AdoNet storage needs on SQLite. Keys: it takes a text key of hexadecimal digits for a
/// number, so that grains "abc", "ABC" and "0abc" would share a row; a mark in front keeps every key text.
/// Writes: the file has one writer, and waiting here is fair where the driver would poll.
/// </summary>
internal sealed class EmbeddedGrainStorage(IGrainStorage inner) : IGrainStorage, IDisposable
{
    private const string Mark = "=";
    private readonly SemaphoreSlim _writer = new(1);

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        inner.ReadStateAsync(stateName, Marked(grainId), grainState, cancellationToken);

    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await inner.WriteStateAsync(stateName, Marked(grainId), grainState, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await inner.ClearStateAsync(stateName, Marked(grainId), grainState, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    public void Dispose() => _writer.Dispose();

    private static GrainId Marked(GrainId grainId) =>
        GrainId.Create(grainId.Type, IdSpan.Create(Mark + grainId.Key));
}
