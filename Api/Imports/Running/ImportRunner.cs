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

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        store.ForgetReceiving();
        foreach (var id in folders.All().Where(id => store.Find(id) is not { Status: ImportStatus.Running }))
        {
            folders.Delete(id);
        }

        return base.StartAsync(cancellationToken);
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
        if (store.NextRunning() is not { } import)
        {
            await queue.Wait(stopping);
            return;
        }

        try
        {
            var startedAt = clock.GetTimestamp();
            await Task.Run(() => Run(import, stopping), stopping);
            Finish(import, ImportStatus.Completed, null);
            var progress = store.Find(import.Id)!.Progress;
            LogCompleted(
                import.Id, clock.GetElapsedTime(startedAt),
                progress.Accepted, progress.Rejected, progress.Skipped);
        }
        catch (DamagedFileException damage)
        {
            LogDamaged(import.Id, damage.Message);
            Finish(import, ImportStatus.Failed, damage.Message);
        }
        catch (Exception exception) when (!IsPassing(exception))
        {
            LogFailed(exception, import.Id);
            Finish(import, ImportStatus.Failed, "A fault of ours stopped it; the log has it under its id.");
        }
    }

    private async Task Run(ImportRecord import, CancellationToken stopping)
    {
        var file = new ImportFile(
            folders.SpoolPath(import.Id),
            import.Settings.Format,
            import.Kind == ImportKind.Items ? ItemFile.Of(import.Settings.Format) : OrderFile.Columns);
        using var index = GroupIndex.Build(
            file, folders.IndexPath(import.Id), options.Value.OrderRowsMax, stopping);
        store.Start(import.Id, index.RowCount, clock.GetUtcNow());
        LogStarted(import.Id, import.Kind, import.Progress.GroupsDone, index.RowCount);
        IGroupImporter importer = import.Kind == ImportKind.Items
            ? ActivatorUtilities.CreateInstance<ItemImporter>(services, import)
            : ActivatorUtilities.CreateInstance<OrderImporter>(services, import);
        await new ImportRun(import, index, importer, store, options.Value, clock).Run(stopping);
    }

    private void Finish(ImportRecord import, ImportStatus status, string? error)
    {
        store.Finish(import.Id, status, error, clock.GetUtcNow());
        folders.Delete(import.Id);
    }

    private static bool IsPassing(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException or TimeoutException or OperationCanceledException or SqliteException => true,
        _ => exception is OrleansException,
    };
}
