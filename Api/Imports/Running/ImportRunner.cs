using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Storehouse.Imports.Items;
using Storehouse.Imports.Orders;
using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Running;

/// <summary>
/// Works through accepted files, one after the other, and goes on where a stop or a crash left off.
/// </summary>
internal sealed partial class ImportRunner(
    ImportStore store, ImportFolders folders, ImportQueue queue, IServiceProvider services,
    IOptions<ImportOptions> options, TimeProvider clock, ILogger<ImportRunner> logger) : BackgroundService
{
    private static readonly TimeSpan RetryPauseMax = TimeSpan.FromSeconds(30);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.ForgetAbandoned();
        foreach (var id in folders.All().ToArray())
        {
            if (await store.Find(id) is not { Status: ImportStatus.Running })
            {
                folders.Delete(id);
            }
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = options.Value.RetryPause;
        while (true)
        {
            try
            {
                await WorkOrWait(stoppingToken);
                pause = options.Value.RetryPause;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (IsPassing(exception))
            {
                LogWaiting(exception, pause);
                await Task.Delay(pause, clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < RetryPauseMax ? pause * 2 : RetryPauseMax;
            }
        }
    }

    private async Task WorkOrWait(CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        if (await store.TakeNext() is not { } turn)
        {
            await queue.Wait(store.LookEvery, clock, stopping);
            return;
        }

        await using var keeping = new TurnKeeping(store, turn, clock, stopping);
        try
        {
            await Work(turn, keeping.Lost);
        }
        catch (Exception exception)
            when (exception is TurnLostException or OperationCanceledException && keeping.IsLost)
        {
            LogLost(turn.Import.Id);
            folders.Delete(turn.Import.Id);
        }
        finally
        {
            if (stopping.IsCancellationRequested)
            {
                await store.GiveUp(turn);
            }
        }
    }

    private async Task Work(ImportTurn turn, CancellationToken cancellation)
    {
        var import = turn.Import;
        try
        {
            var startedAt = clock.GetTimestamp();
            await Task.Run(() => Run(turn, cancellation), cancellation);
            await Finish(turn, ImportStatus.Completed, null);
            var progress = (await store.Find(import.Id))!.Progress;
            LogCompleted(
                import.Id, clock.GetElapsedTime(startedAt),
                progress.Accepted, progress.Rejected, progress.Skipped);
        }
        catch (DamagedFileException damage)
        {
            LogDamaged(import.Id, damage.Message);
            await Finish(turn, ImportStatus.Failed, damage.Message);
        }
        catch (Exception exception) when (!IsPassing(exception))
        {
            LogFailed(exception, import.Id);
            await Finish(
                turn, ImportStatus.Failed, "A fault of ours stopped it; the log has it under its id.");
        }
    }

    private async Task Run(ImportTurn turn, CancellationToken cancellation)
    {
        var import = turn.Import;
        await store.FetchFile(import.Id, cancellation);
        var file = new ImportFile(
            folders.SpoolPath(import.Id),
            import.Settings.Format,
            import.Kind == ImportKind.Items ? ItemFile.Of(import.Settings.Format) : OrderFile.Columns);
        using var index = GroupIndex.Build(
            file, folders.IndexPath(import.Id), options.Value.OrderRowsMax, cancellation);
        await store.Start(turn, index.RowCount, clock.GetUtcNow());
        LogStarted(import.Id, import.Kind, import.Progress.GroupsDone, index.RowCount);
        IGroupImporter importer = import.Kind == ImportKind.Items
            ? ActivatorUtilities.CreateInstance<ItemImporter>(services, import)
            : ActivatorUtilities.CreateInstance<OrderImporter>(services, import);
        await new ImportRun(turn, index, importer, store, options.Value, clock).Run(cancellation);
    }

    private async Task Finish(ImportTurn turn, ImportStatus status, string? error)
    {
        await store.Finish(turn, status, error, clock.GetUtcNow());
        folders.Delete(turn.Import.Id);
    }

    private static bool IsPassing(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException or TimeoutException or OperationCanceledException or SqliteException => true,
        TurnLostException => true,
        _ => exception is OrleansException,
    };
}
