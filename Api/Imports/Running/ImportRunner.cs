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
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (store.NextRunning() is { } import)
                {
                    await Work(import, stoppingToken);
                }
                else
                {
                    await queue.Wait(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task Work(ImportRecord import, CancellationToken stopping)
    {
        try
        {
            var startedAt = clock.GetTimestamp();
            await Task.Run(() => Run(import, stopping), stopping);
            store.Finish(import.Id, ImportStatus.Completed, null, clock.GetUtcNow());
            folders.Delete(import.Id);
            var progress = store.Find(import.Id)!.Progress;
            LogCompleted(
                import.Id, clock.GetElapsedTime(startedAt),
                progress.Accepted, progress.Rejected, progress.Skipped);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (DamagedFileException damage)
        {
            LogDamaged(import.Id, damage.Message);
            Fail(import, damage.Message);
        }
        catch (Exception exception) when (IsPassing(exception))
        {
            LogWaiting(exception, import.Id);
            await Task.Delay(options.Value.RetryPause, clock, stopping);
        }
        catch (Exception exception)
        {
            LogFailed(exception, import.Id);
            Fail(import, "A fault of ours stopped the import; the log has it under its id.");
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

    private void Fail(ImportRecord import, string error)
    {
        store.Finish(import.Id, ImportStatus.Failed, error, clock.GetUtcNow());
        folders.Delete(import.Id);
    }

    private static bool IsPassing(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException or TimeoutException or OperationCanceledException or SqliteException => true,
        _ => exception is OrleansException,
    };
}
