using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Storehouse.Journal.Streams;

/// <summary>
/// Time is a message: turns deferred messages into queued ones when due, and forgets old idempotency keys.
/// </summary>
internal sealed class JournalClockwork(
    IJournal journal, TimeProvider clock, IOptions<JournalClockworkOptions> options, ILogger<JournalClockwork> logger)
    : BackgroundService
{
    private const int DueBatchMax = 1_000;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(DeliverDue(stoppingToken), Purge(stoppingToken));

    private async Task DeliverDue(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.DuePeriod, clock);
        while (await Tick(timer, stopping))
        {
            try
            {
                while (await journal.DeliverDue(clock.GetUtcNow(), DueBatchMax, stopping) == DueBatchMax)
                {
                }
            }
            catch (IOException exception)
            {
                StreamLog.DueFailed(logger, exception);
            }
        }
    }

    private async Task Purge(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(options.Value.PurgePeriod, clock);
        while (await Tick(timer, stopping))
        {
            try
            {
                await journal.PurgeIdempotency(clock.GetUtcNow() - options.Value.IdempotencyKept, stopping);
            }
            catch (IOException exception)
            {
                StreamLog.PurgeFailed(logger, exception);
            }
        }
    }

    private static async Task<bool> Tick(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>The journal's periodic work.</summary>
public sealed class JournalClockworkOptions
{
    /// <summary>How often due messages are looked for. Default: 250 ms.</summary>
    public TimeSpan DuePeriod { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often old idempotency keys are purged. Default: 10 min.</summary>
    public TimeSpan PurgePeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an idempotency key is kept. Default: 24 h.</summary>
    public TimeSpan IdempotencyKept { get; set; } = TimeSpan.FromHours(24);
}
