using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Storehouse.Storage;

/// <summary>A SQLite file of a known format, whose commits outlive a loss of power.</summary>
internal sealed class SqliteFile
{
    private const int Corrupt = 11;
    private const int NotADatabase = 26;
    private readonly string _connectionString;

    /// <param name="version">Of the format, from 1.</param>
    /// <param name="tables">SQL that makes a new file's tables.</param>
    /// <exception cref="InvalidDataException">Damaged, or of a newer version.</exception>
    public SqliteFile(string path, int version, string tables)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        try
        {
            using var connection = Open();
            Create(connection, version, tables);
        }
        catch (SqliteException fault) when (IsDamage(fault))
        {
            throw new InvalidDataException($"'{path}' is damaged ({fault.Message}).", fault);
        }
    }

    public static bool IsDamage(SqliteException fault) => fault.SqliteErrorCode is Corrupt or NotADatabase;

    public SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        Execute(connection, "PRAGMA synchronous = FULL");
        return connection;
    }

    private static void Create(SqliteConnection connection, int version, string tables)
    {
        Execute(connection, "PRAGMA journal_mode = WAL");
        var found = Convert.ToInt64(Execute(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (found > version)
        {
            throw new InvalidDataException(
                $"'{connection.DataSource}' was written by a newer version (format {found}).");
        }

        if (found == version)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        Execute(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"{tables}\nPRAGMA user_version = {version};"),
            transaction);
        transaction.Commit();
    }

    private static object? Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        return command.ExecuteScalar();
    }
}
