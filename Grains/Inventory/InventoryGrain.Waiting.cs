namespace Storehouse.Inventory;

internal sealed partial class InventoryGrain
{
    private readonly List<(long Position, TaskCompletionSource Applied)> _waiting = [];

    public async Task<bool> WaitApplied(long position, TimeSpan wait)
    {
        if (_progress.Consumed >= position)
        {
            return true;
        }

        var waiting = (position, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _waiting.Add(waiting);
        await waiting.Item2.Task.WaitAsync(wait, clock).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _waiting.Remove(waiting);
        return _progress.Consumed >= position;
    }

    private void TellWaiting()
    {
        foreach (var (position, applied) in _waiting)
        {
            if (_progress.Consumed >= position)
            {
                applied.TrySetResult();
            }
        }
    }
}
