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
    // Under load more is committed while the last is read: together they cost one read. A process that only wakes
    // its readers leaves them more to read at once.
    private static readonly TimeSpan PauseOfFollower = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan PauseOfReader = TimeSpan.FromMilliseconds(10);

    private readonly Sessions _sessions;
    private readonly EntryReads _entries;
    private readonly Follower _follower;
    private readonly TimeSpan _pollInterval;
    private readonly TimeSpan _pause;
    private readonly PositionSignal _told = new(0);
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public HeadListener(
        PostgresJournalOptions options, Sessions sessions, EntryReads entries, Follower follower,
        ILogger logger)
    {
        _sessions = sessions;
        _entries = entries;
        _follower = follower;
        _pollInterval = options.PollInterval;
        _pause = options.FollowsQueues ? PauseOfFollower : PauseOfReader;
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
                && head > _told.Position)
            {
                _told.Advance(head);
            }
        };
        await using (var listen = new NpgsqlCommand($"LISTEN {_sessions.Schema}", connection))
        {
            await listen.ExecuteNonQueryAsync(_stop.Token);
        }

        Session = connection.ProcessID;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var hearing = Hear(connection, ended.Token);
        try
        {
            await Follow(hearing);
        }
        finally
        {
            await ended.CancelAsync();
            await hearing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await hearing;
    }

    /// <summary>Until the connection ends.</summary>
    private static async Task Hear(NpgsqlConnection connection, CancellationToken ended)
    {
        while (true)
        {
            await connection.WaitAsync(ended);
        }
    }

    private async Task Follow(Task hearing)
    {
        // First what came before listening began; later what was not told.
        var known = await CatchUp();
        while (!hearing.IsCompleted)
        {
            if (await _told.Wait(known, _pollInterval, TimeProvider.System, _stop.Token))
            {
                known = _told.Position;
                await _follower.CatchUp(known, _stop.Token);
            }
            else
            {
                known = await CatchUp();
            }

            await Retry.Pause(_pause, _stop.Token);
        }
    }

    private async Task<long> CatchUp()
    {
        var head = await _entries.Head(_stop.Token);
        await _follower.CatchUp(head, _stop.Token);
        return head;
    }

    private async Task Poll()
    {
        try
        {
            await Retry.Pause(_pollInterval, _stop.Token);
            await CatchUp();
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
