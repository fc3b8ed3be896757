using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Storehouse.Journal;
using Storehouse.Storage;

namespace Storehouse.Projections;

/// <summary>
/// Follows the journal with all read models. It never skips an entry: what fails is tried again until it succeeds,
/// from the last saved position.
/// </summary>
internal sealed partial class ProjectionRunner(
    IJournal journal,
    ViewsDatabase database,
    IEnumerable<IProjection> projections,
    ProjectionPosition position,
    JournalCursors cursors,
    IOptions<ProjectionOptions> options,
    TimeProvider clock,
    ILogger<ProjectionRunner> logger) : BackgroundService
{
    private const string Cursor = "views";
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan EntryWait = TimeSpan.FromSeconds(30);

    private int _failures;

    /// <summary>Lists need their tables before the first request.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        (await Open(cancellationToken)).Dispose();
        cursors.Watch(Cursor, () => position.Lag, () => position.Stalled);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                var pause = PauseAfter(++_failures);
                LogFailed(exception, position.Current, pause);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Follow(CancellationToken stopping)
    {
        try
        {
            using var writer = await Open(stopping);
            while (true)
            {
                await Step(writer, stopping);
            }
        }
        catch (SqliteException exception) when (SqliteFile.IsDamage(exception))
        {
            LogDamaged(exception, database.FilePath);
            database.Delete();
        }
    }

    private async Task Step(ViewsWriter writer, CancellationToken stopping)
    {
        var entries = await journal.ReadAll(writer.Position, options.Value.BatchMax, stopping);
        if (entries.Count == 0)
        {
            position.SeeHead(writer.Position);
            if (await journal.WaitForEntry(writer.Position, EntryWait, stopping))
            {
                await Task.Delay(options.Value.IdlePause, clock, stopping);
            }

            return;
        }

        position.SeeHead(entries.Count < options.Value.BatchMax ? entries[^1].Position : await journal.Head(stopping));
        writer.Apply(entries);
        position.MoveTo(writer.Position);
        _failures = 0;
        if (entries.Count >= options.Value.LoadBatchMin && entries.Count < options.Value.BatchMax)
        {
            await Task.Delay(options.Value.LoadPause, clock, stopping);
        }
    }

    private async Task<ViewsWriter> Open(CancellationToken cancellation)
    {
        var writer = await ViewsWriter.Open(database, projections, journal, LogRebuilding, cancellation);
        position.MoveTo(writer.Position);
        return writer;
    }

    private TimeSpan PauseAfter(int failures)
    {
        var factor = Math.Pow(2, Math.Min(failures - 1, 16));
        return TimeSpan.FromTicks((long)Math.Min(options.Value.RetryPause.Ticks * factor, RetryPauseMax.Ticks));
    }
}
