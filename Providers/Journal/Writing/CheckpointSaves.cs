namespace Storehouse.Journal.Writing;

/// <summary>
/// Reader positions to be saved. They travel with the next group of commits, or on their own after a delay,
/// so that readers which save after every message do not cost a write to disk each.
/// </summary>
internal sealed class CheckpointSaves
{
    private Dictionary<string, long> _positions = [];
    private TaskCompletionSource _saved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Timestamp of the oldest unsaved position; null when there is none.</summary>
    public long? Since { get; private set; }

    public Task Add(string reader, long position, long now)
    {
        Since ??= now;
        if (!_positions.TryGetValue(reader, out var known) || known < position)
        {
            _positions[reader] = position;
        }

        return _saved.Task;
    }

    /// <summary>All that waits, and the source to complete once it is durable.</summary>
    public (Dictionary<string, long> Positions, TaskCompletionSource Saved) Take()
    {
        var taken = (_positions, _saved);
        _positions = [];
        _saved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Since = null;
        return taken;
    }
}
