namespace Storehouse.Journal.Sqlite;

/// <summary>
/// Connections for reading, each used by one caller at a time. Reads never wait for the writer.
/// </summary>
internal sealed class ReadPool(Func<Connection> open, int idleMax)
{
    private readonly Stack<Connection> _idle = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the pool itself, until it is closed; the last to go completes the closing.
    private int _users = 1;
    private volatile bool _closing;

    /// <summary>Runs a read on a connection of its own.</summary>
    public T Read<T, TArguments>(Func<Connection, TArguments, T> read, TArguments arguments)
    {
        Interlocked.Increment(ref _users);
        try
        {
            ObjectDisposedException.ThrowIf(_closing, typeof(SqliteJournal));
            var connection = Take();
            try
            {
                var result = read(connection, arguments);
                Return(connection);
                return result;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Completes once the reads under way have ended and every connection is closed.</summary>
    public Task Close()
    {
        if (!_closing)
        {
            _closing = true;
            Leave();
        }

        return _closed.Task;
    }

    private Connection Take()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out var connection))
            {
                return connection;
            }
        }

        return open();
    }

    private void Return(Connection connection)
    {
        lock (_idle)
        {
            if (_idle.Count < idleMax)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            while (_idle.TryPop(out var connection))
            {
                connection.Dispose();
            }

            _closed.TrySetResult();
        }
    }
}
