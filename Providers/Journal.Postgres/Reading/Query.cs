using Npgsql;

namespace Storehouse.Journal.Postgres.Reading;

/// <summary>A statement and its arguments, so that it can be run again on another connection.</summary>
internal readonly record struct Query(string Sql, params object?[] Arguments)
{
    public NpgsqlCommand On(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(Sql, connection);
        foreach (var argument in Arguments)
        {
            command.Parameters.Add(argument switch
            {
                long number => new NpgsqlParameter<long> { TypedValue = number },
                int number => new NpgsqlParameter<int> { TypedValue = number },
                string text => new NpgsqlParameter<string> { TypedValue = text },
                _ => new NpgsqlParameter { Value = argument ?? DBNull.Value },
            });
        }

        return command;
    }
}

internal static class QueryRunning
{
    /// <summary>Runs a statement that may be run twice, waiting for a database that is away.</summary>
    public static Task<T> Read<T>(
        this Sessions sessions, Query query, Func<NpgsqlDataReader, Task<T>> read,
        CancellationToken cancellation) =>
        Retry.Run(
            sessions.RetryFor,
            static async (a, cancellation) =>
            {
                await using var connection = await a.sessions.OpenReader(cancellation);
                await using var command = a.query.On(connection);
                await using var rows = await command.ExecuteReaderAsync(cancellation);
                return await a.read(rows);
            },
            (sessions, query, read), cancellation);
}
