using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Storehouse.Journal.Postgres.Reading;

namespace Storehouse.Journal.Postgres.Following;

/// <summary>
/// Learns of other processes' commits: by notification, and by asking now and then in case one was lost.
/// </summary>
internal sealed partial class HeadListener : IAsyncDisposable
{
    private readonly Sessions _sessions;
    private readonly EntryReads _entries;
    private readonly Follower _follower;
    private readonly TimeSpan _pollInterval;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private long _notified;

    public HeadListener(
        PostgresJournalOptions options, Sessions sessions, EntryReads entries, Follower follower,
        ILogger logger)
    {
        _sessions = sessions;
        _entries = entries;
        _follower = follower;
        _pollInterval = options.PollInterval;
        _logger = logger;
        _running = Task.Run(Run);
    }

    /// <summary>Session of the listening connection; 0 while there is none.</summary>
    public int Session { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Listen();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it was, readers must be woken: polling goes on, and listening is tried again.
                LogInterrupted(_logger, fault);
            }

            Session = 0;
            await Poll();
        }
    }

    private async Task Listen()
    {
        await using var connection = await _sessions.OpenOwn(_stop.Token);
        connection.Notification += (_, told) =>
        {
            // Our own are published by the writer, bodies and all.
            if (told.PID != _follower.OwnSession
                && long.TryParse(told.Payload, CultureInfo.InvariantCulture, out var head)
                && head > _notified)
            {
                _notified = head;
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {_sessions.Schema}", connection))
        {
            await listen.ExecuteNonQueryAsync(_stop.Token);
        }

        Session = connection.ProcessID;
        while (true)
        {
            // First what came before listening began, or was not told.
            await _follower.CatchUp(await _entries.Head(_stop.Token), _stop.Token);
            while (await connection.WaitAsync(_pollInterval, _stop.Token))
            {
                await _follower.CatchUp(_notified, _stop.Token);
            }
        }
    }

    private async Task Poll()
    {
        try
        {
            await Retry.Pause(_pollInterval, _stop.Token);
            await _follower.CatchUp(await _entries.Head(_stop.Token), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception fault)
        {
            LogInterrupted(_logger, fault);
        }
    }
}
