namespace Storehouse.Inventory;

internal sealed partial class InventoryGrain
{
    private readonly List<(long Position, TaskCompletionSource Applied)> _waiting = [];
    private TaskCompletionSource? _whole;

    public async Task<bool> WaitApplied(long position, TimeSpan wait)
    {
        if (_progress.Consumed >= position)
        {
            return true;
        }

        var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((position, applied));
        await applied.Task.WaitAsync(wait, clock).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _waiting.Remove((position, applied));
        return _progress.Consumed >= position;
    }

    public async Task<bool> WaitWhole(TimeSpan wait)
    {
        if (_progress.State.Shares is null)
        {
            return true;
        }

        _whole ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _whole.Task.WaitAsync(wait, clock).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return _progress.State.Shares is null;
    }

    private void TellWaiting()
    {
        if (_whole is not null && _progress.State.Shares is null)
        {
            _whole.TrySetResult();
            _whole = null;
        }

        foreach (var (position, applied) in _waiting)
        {
            if (_progress.Consumed >= position)
            {
                applied.TrySetResult();
            }
        }
    }
}
