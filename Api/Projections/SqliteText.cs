using Microsoft.Data.Sqlite;

namespace Storehouse.Projections;

/// <summary>Statements by their text, the way the projections use them.</summary>
internal static class SqliteText
{
    public static int Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    /// <summary>A statement with parameters <c>?1</c>, <c>?2</c>, … to be run many times.</summary>
    public static SqliteCommand Statement(this SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 1; index <= parameters; index++)
        {
            command.Parameters.Add(new SqliteParameter($"?{index}", null));
        }

        return command;
    }

    public static int Run(this SqliteCommand statement, params ReadOnlySpan<object?> values)
    {
        statement.Bind(values);
        return statement.ExecuteNonQuery();
    }

    public static SqliteDataReader Read(this SqliteCommand statement, params ReadOnlySpan<object?> values)
    {
        statement.Bind(values);
        return statement.ExecuteReader();
    }

    /// <summary>Runs a statement that returns one number.</summary>
    public static long RunReturning(this SqliteCommand statement, params ReadOnlySpan<object?> values)
    {
        statement.Bind(values);
        return (long)statement.ExecuteScalar()!;
    }

    private static void Bind(this SqliteCommand statement, ReadOnlySpan<object?> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            statement.Parameters[index].Value = values[index] ?? DBNull.Value;
        }
    }
}
