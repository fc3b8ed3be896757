using System.Diagnostics;
using Storehouse.Journal.Writing;

namespace Storehouse.Journal.Sqlite.Writing;

/// <summary>
/// The one thread that writes. Everything that waits when a write begins goes out in one transaction, so that
/// one flush of the disk serves all of it: the more there is, the less each costs.
/// </summary>
internal sealed class GroupWriter
{
    private const int StreamsMax = 200_000;

    private readonly GroupQueue<WriteRequest> _queue;
    private readonly List<WriteRequest> _group = [];
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JournalTopology _topology;
    private readonly Func<Connection> _open;
    private readonly JournalTails _tails;
    private readonly LogCheckpointer _log;
    private WriteTransaction? _transaction;

    /// <param name="open">Opens the connection to write on, again after a fault.</param>
    public GroupWriter(
        SqliteJournalOptions options, JournalTopology topology, Func<Connection> open, JournalTails tails)
    {
        _queue = new(
            options.GroupCommitsMax, options.GroupBytesMax, options.CheckpointDelay, typeof(SqliteJournal));
        _topology = topology;
        _open = open;
        _tails = tails;
        _log = new(open, options.LogBytesMax);
        new Thread(Run) { IsBackground = true, Name = "journal writer" }.Start();
    }

    public Task<T> Write<T>(WriteRequest<T> request)
    {
        _queue.Add(request);
        return request.Done;
    }

    /// <summary>Completes when the position is durable.</summary>
    public Task SaveCheckpoint(string reader, long position) => _queue.SaveCheckpoint(reader, position);

    /// <summary>Writes what waits, then closes the connection.</summary>
    public Task Stop()
    {
        _queue.Stop();
        return _stopped.Task;
    }

    private void Run()
    {
        while (_queue.Take(_group, out var positions, out var saved))
        {
            if (_group.Count == 0 && saved is null)
            {
                continue;
            }

            try
            {
                WriteGroup(positions);
            }
            catch (Exception fault)
            {
                Abandon(fault, saved);
                continue;
            }

            foreach (var request in _group)
            {
                request.Complete();
            }

            saved?.SetResult();
            _log.AfterWrite(_transaction!.Tables);
        }

        _log.Rest();
        _transaction?.Dispose();
        _stopped.SetResult();
    }

    private void WriteGroup(Dictionary<string, long> positions)
    {
        var started = Stopwatch.GetTimestamp();
        var transaction = _transaction ??= Reopen();
        transaction.Begin();
        foreach (var request in _group)
        {
            request.Apply(transaction);
        }

        foreach (var (reader, position) in positions)
        {
            transaction.Tables.Readers.SaveCheckpoint(reader, position);
        }

        transaction.Commit();
        foreach (var request in _group)
        {
            request.Publish(_tails.Queues);
        }

        _tails.Wake(transaction.Queues, transaction.Position);
        JournalMetrics.Written(
            _group.Count, transaction.Commits, transaction.EntriesAdded, Stopwatch.GetElapsedTime(started));
    }

    /// <remarks>
    /// A write whose flush failed may still be in the file. So nothing remembered is trusted: the next group
    /// begins with a new connection, and hands on what it finds there.
    /// </remarks>
    private WriteTransaction Reopen()
    {
        var connection = _open();
        try
        {
            var transaction = new WriteTransaction(connection, _topology, StreamsMax);
            _tails.CatchUp(connection.Entries.OfQueue, transaction.Position);
            return transaction;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Abandon(Exception fault, TaskCompletionSource? saved)
    {
        JournalMetrics.Failed();

        // Closing the connection rolls back.
        _transaction?.Dispose();
        _transaction = null;
        var message = fault is IOException ? fault.Message : $"Writing the journal failed: {fault.Message}";
        foreach (var request in _group)
        {
            request.Fail(new IOException(message, fault));
        }

        saved?.SetException(new IOException(message, fault));
    }
}
