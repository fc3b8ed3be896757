namespace Storehouse.Imports;

/// <summary>Keeps this process's uploads from being taken for abandoned.</summary>
internal sealed partial class UploadTending(
    PostgresImportStore store, TimeProvider clock, ILogger<UploadTending> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(store.LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await store.TendUploads();
            }
            catch (Exception fault) when (fault is IOException or TimeoutException)
            {
                // An upload outlives several ticks without one.
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(4507, LogLevel.Warning, "Could not tend the uploads; trying again")]
    private partial void LogFailed(Exception fault);
}
