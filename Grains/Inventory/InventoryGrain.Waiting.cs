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

        var applied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((position, applied));
        await applied.Task.WaitAsync(wait, clock).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _waiting.Remove((position, applied));
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
