namespace Storehouse.Identity;

/// <summary>Keeps the key ring up. A key is published far longer before it signs than this ever waits.</summary>
internal sealed partial class KeyRotation(IdentityKeyRing ring, TimeProvider clock, ILogger<KeyRotation> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ring.Refresh(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The keys at hand go on being good; the next tick tries again.
                LogFailed(logger, error);
            }
        }
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning, Message = "The signing keys could not be looked after")]
    private static partial void LogFailed(ILogger logger, Exception error);
}
