using Orleans.Storage;

namespace Storehouse.Storage;

/// <summary>
/// Keeps grain keys apart: the AdoNet storage takes a text key of hexadecimal digits for a number, so that
/// grains "abc", "ABC" and "0abc" would share a row; a mark in front keeps every key text.
/// </summary>
internal abstract class TextKeyGrainStorage(IGrainStorage inner) : IGrainStorage
{
    private const string Mark = "=";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        Read(() => inner.ReadStateAsync(stateName, Marked(grainId), grainState, cancellationToken));

    public Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        Write(
            () => inner.WriteStateAsync(stateName, Marked(grainId), grainState, cancellationToken),
            cancellationToken);

    public Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
        Write(
            () => inner.ClearStateAsync(stateName, Marked(grainId), grainState, cancellationToken),
            cancellationToken);

    /// <summary>Does a read as the database wants it done.</summary>
    protected abstract Task Read(Func<Task> read);

    /// <summary>Does a write as the database wants it done.</summary>
    protected abstract Task Write(Func<Task> write, CancellationToken cancelled);

    private static GrainId Marked(GrainId grainId) =>
        GrainId.Create(grainId.Type, IdSpan.Create(Mark + grainId.Key));
}
