using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;
using Storehouse.Journal.Postgres.Following;
using Storehouse.Journal.Postgres.Partitions;
using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Postgres.Writing;

/// <summary>
/// The one writer of this process. Everything that waits when a write begins goes out in one statement, which
/// is a transaction of its own: a client that stops in the middle leaves no lock behind.
/// </summary>
/// <remarks>
/// Groups are numbered, and the database remembers the last number of each writer. A group whose answer was
/// lost is sent again under its number: if it had landed, the answer is given again; if its first attempt is
/// still under way in a session left behind, whichever gets the lock second changes nothing.
/// </remarks>
internal sealed partial class GroupWriter : IAsyncDisposable
{
    private const string ForgottenWriter = "SH002";

    private readonly GroupQueue<AppendRequest> _queue;
    private readonly List<AppendRequest> _group = [];
    private readonly List<AppendRequest> _again = [];
    private readonly Sessions _sessions;
    private readonly Follower _follower;
    private readonly PartitionKeeper _partitions;
    private readonly PostgresJournalOptions _options;
    private readonly ILogger _logger;
    private readonly Task _running;
    private AppendArguments _arguments;
    private NpgsqlConnection? _connection;
    private Guid _id;
    private long _number;
    private long _acknowledged;

    public GroupWriter(
        PostgresJournalOptions options, Sessions sessions, Follower follower, PartitionKeeper partitions,
        ILogger logger)
    {
        _options = options;
        _sessions = sessions;
        _follower = follower;
        _partitions = partitions;
        _logger = logger;
        _queue = new(
            options.GroupCommitsMax, options.GroupBytesMax, options.CheckpointDelay,
            typeof(PostgresJournal));
        Become();
        _running = Task.Run(Run);
    }

    public Task<CommitResult> Write(AppendRequest request)
    {
        _queue.Add(request);
        return request.Done;
    }

    public Task SaveCheckpoint(string reader, long position) => _queue.SaveCheckpoint(reader, position);

    /// <summary>Writes what waits, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Stop();
        await _running;
    }

    private async Task Run()
    {
        while (await _queue.TakeAsync(_group) is var (positions, saved))
        {
            while (_group.Count > 0 || saved is not null)
            {
                await WriteGroup(positions, saved);
                (positions, saved) = ([], null);
                _group.Clear();
                _group.AddRange(_again);
                _again.Clear();
            }
        }

        await Forget();
    }

    private async Task WriteGroup(Dictionary<string, long> positions, TaskCompletionSource? saved)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var outcome = await Send(positions);
            _acknowledged = _number;
            outcome.Assign(_group, _again);
            await _follower.Publish(outcome.Before, outcome.After, _group);
            _partitions.Look(outcome.After, outcome.PartitionedTo);
            Measure(outcome, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception fault)
        {
            JournalMetrics.Failed();
            LogFailed(_logger, fault, _group.Count);
            var told = Fault.IsOfDatabase(fault)
                ? Fault.From(fault)
                : new IOException($"Writing the journal failed: {fault.Message}", fault);
            _again.Clear();
            _group.ForEach(request => request.Fail(told));
            saved?.SetException(told);
            return;
        }

        foreach (var request in _group)
        {
            if (_again.Count == 0 || !_again.Contains(request))
            {
                request.Complete();
            }
        }

        saved?.SetResult();
    }

    private void Measure(AppendOutcome outcome, TimeSpan duration) => JournalMetrics.Written(
        _group.Count, outcome.Status.Count(status => status == (short)CommitStatus.Committed),
        (int)(outcome.After - outcome.Before), duration);

    private async Task<AppendOutcome> Send(Dictionary<string, long> positions)
    {
        _arguments.Fill(++_number, _acknowledged, _group, positions);
        var retry = new Retry(_options.RetryFor);
        while (true)
        {
            try
            {
                return await SendOnce();
            }
            catch (PostgresException forgotten) when (forgotten.SqlState == ForgottenWriter)
            {
                // So long idle that its row was dropped: under its old identity nothing can land any more.
                Become();
                _arguments.Fill(++_number, _acknowledged, _group, positions);
                continue;
            }
            catch (Exception fault) when (Fault.IsOfDatabase(fault))
            {
                if (Fault.EndsConnection(fault))
                {
                    await Disconnect();
                }

                if (!Fault.IsTransient(fault) || !retry.IsLeft)
                {
                    throw;
                }

                LogRetrying(_logger, fault, _number);
            }

            await Retry.Pause(retry.NextWait(), CancellationToken.None);
        }
    }

    private async Task<AppendOutcome> SendOnce()
    {
        if (_connection is not { FullState: System.Data.ConnectionState.Open })
        {
            await Disconnect();
            await Connect();
        }

        var command = _arguments.On(_connection!);
        await command.PrepareAsync();
        await using var row = await command.ExecuteReaderAsync();
        return await AppendOutcome.Read(row, _group);
    }

    private async Task Connect()
    {
        using var bound = new CancellationTokenSource(_options.CommandTimeout);
        try
        {
            _connection = await _sessions.OpenWriter(bound.Token);
            _follower.OwnSession = _connection.ProcessID;
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new TimeoutException("Connecting took too long.");
        }
    }

    /// <summary>Takes an identity that the database has not seen.</summary>
    [MemberNotNull(nameof(_arguments))]
    private void Become()
    {
        _id = Guid.NewGuid();
        (_number, _acknowledged) = (0, 0);
        _arguments?.Dispose();
        _arguments = new(_options.Schema, _id, _options.EntriesPerPartition);
    }

    private async Task Disconnect()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    /// <summary>No group of this writer is under way any more: nothing is to be remembered of it.</summary>
    private async Task Forget()
    {
        try
        {
            if (_connection is { FullState: System.Data.ConnectionState.Open } connection)
            {
                await using var command = new NpgsqlCommand(
                    $"DELETE FROM {_options.Schema}.writers WHERE writer = $1", connection);
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _id });
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (Exception fault) when (Fault.IsOfDatabase(fault))
        {
            LogNotForgotten(_logger, fault);
        }

        _arguments.Dispose();
        await Disconnect();
    }
}
