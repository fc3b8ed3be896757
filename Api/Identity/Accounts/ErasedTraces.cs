using System.Globalization;
using Microsoft.Data.Sqlite;
using Storehouse.Storage;

namespace Storehouse.Identity;

/// <summary>
/// After an erasure, empties the logs that SQLite writes ahead of its files: they still hold what was overwritten.
/// On PostgreSQL that is for whoever runs it, see docs/USERS.md.
/// </summary>
internal sealed partial class ErasedTraces(StoreLocation stores, TimeProvider clock, ILogger<ErasedTraces> logger)
    : BackgroundService
{
    private const int AttemptsMax = 300;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] Files = [GrainStorage.FileName, IdentityDatabase.FileName];
    private readonly SemaphoreSlim _erased = new(0, 1);

    /// <summary>Somebody was erased.</summary>
    public void Sweep()
    {
        try
        {
            _erased.Release();
        }
        catch (SemaphoreFullException)
        {
            // The sweep to come is after this erasure too.
        }
    }

    public override void Dispose()
    {
        _erased.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _erased.WaitAsync(stoppingToken);
            foreach (var path in Files.Select(file => Path.Combine(stores.DataPath, file)).Where(File.Exists))
            {
                await Empty(path, stoppingToken);
            }
        }
    }

    // Readers of the moment keep the log; it empties between them.
    private async Task Empty(string path, CancellationToken cancelled)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            try
            {
                if (await Task.Run(() => IsEmptied(path), cancelled))
                {
                    return;
                }
            }
            catch (SqliteException fault)
            {
                LogNotEmptied(logger, path, fault);
            }

            await Task.Delay(Pause, clock, cancelled);
        }
    }

    private static bool IsEmptied(string path)
    {
        var file = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 };
        using var connection = new SqliteConnection(file.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture) == 0;
    }

    [LoggerMessage(EventId = 3311, Level = LogLevel.Warning,
        Message = "The log of {Path} could not be emptied after an erasure yet")]
    private static partial void LogNotEmptied(ILogger logger, string path, Exception fault);
}
