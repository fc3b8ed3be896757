using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Storehouse.Storage;

/// <summary>
/// The tables and queries that Orleans' AdoNet storage works with. Its packages ship no scripts; unlike the
/// published one for SQLite, a key is unique here, so that of two first writes at once one fails.
/// </summary>
internal static class GrainStorageSchema
{
    private const int Version = 1;

    private const string Tables = """
        CREATE TABLE OrleansQuery (QueryKey TEXT NOT NULL PRIMARY KEY, QueryText TEXT NOT NULL);
        CREATE TABLE OrleansStorage (
            GrainIdHash INTEGER NOT NULL,
            GrainIdN0 INTEGER NOT NULL,
            GrainIdN1 INTEGER NOT NULL,
            GrainTypeHash INTEGER NOT NULL,
            GrainTypeString TEXT NOT NULL,
            GrainIdExtensionString TEXT NOT NULL,
            ServiceId TEXT NOT NULL,
            PayloadBinary BLOB NULL,
            ModifiedOn TEXT NOT NULL,
            Version INTEGER NOT NULL);
        CREATE UNIQUE INDEX OrleansStorageKey ON OrleansStorage (
            GrainIdHash, GrainTypeHash, GrainIdN0, GrainIdN1,
            GrainTypeString, GrainIdExtensionString, ServiceId);
        """;

    private const string Key = """
        GrainIdHash = @GrainIdHash AND GrainTypeHash = @GrainTypeHash
        AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND GrainTypeString = @GrainTypeString
        AND GrainIdExtensionString = ifnull(@GrainIdExtensionString, '') AND ServiceId = @ServiceId
        """;

    // Exactly one of the two statements can take effect; no row means a version conflict.
    private const string Write = $"""
        UPDATE OrleansStorage
        SET PayloadBinary = @PayloadBinary, ModifiedOn = datetime('now'), Version = Version + 1
        WHERE {Key} AND Version = @GrainStateVersion
        RETURNING Version AS NewGrainStateVersion;
        INSERT INTO OrleansStorage (
            GrainIdHash, GrainIdN0, GrainIdN1, GrainTypeHash, GrainTypeString, GrainIdExtensionString,
            ServiceId, PayloadBinary, ModifiedOn, Version)
        SELECT
            @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString,
            ifnull(@GrainIdExtensionString, ''), @ServiceId, @PayloadBinary, datetime('now'), 1
        WHERE @GrainStateVersion IS NULL
        ON CONFLICT DO NOTHING
        RETURNING Version AS NewGrainStateVersion;
        """;

    private const string Read = $"SELECT PayloadBinary, Version FROM OrleansStorage WHERE {Key};";

    private const string Clear = $"""
        UPDATE OrleansStorage SET PayloadBinary = NULL, ModifiedOn = datetime('now'), Version = Version + 1
        WHERE {Key} AND Version = @GrainStateVersion
        RETURNING Version AS NewGrainStateVersion;
        """;

    private const string Delete = $"""
        DELETE FROM OrleansStorage WHERE {Key} AND Version = @GrainStateVersion
        RETURNING Version + 1 AS NewGrainStateVersion;
        """;

    /// <summary>Creates or upgrades the file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a newer version.</exception>
    public static void Ensure(GrainDatabase database)
    {
        try
        {
            using var connection = database.OpenConnection();
            Execute(connection, "PRAGMA journal_mode = WAL");

            // The driver begins a transaction as a writer: two processes cannot both create the tables.
            using var transaction = connection.BeginTransaction();
            var version = Convert.ToInt32(
                Execute(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
            if (version > Version)
            {
                throw new InvalidDataException(
                    $"{database.Path} has format {version}; this program knows {Version} at most.");
            }

            if (version == 0)
            {
                Execute(connection, Tables);
            }

            StoreQueries(connection);
            Execute(connection, $"PRAGMA user_version = {Version.ToString(CultureInfo.InvariantCulture)}");
            transaction.Commit();
        }
        catch (SqliteException error) when (SqliteFile.IsDamage(error))
        {
            throw new InvalidDataException($"{database.Path} is damaged or not a SQLite database.", error);
        }
    }

    private static void StoreQueries(DbConnection connection)
    {
        ReadOnlySpan<(string Key, string Text)> queries =
        [
            ("WriteToStorageKey", Write), ("ReadFromStorageKey", Read),
            ("ClearStorageKey", Clear), ("DeleteStorageKey", Delete),
        ];
        foreach (var (key, text) in queries)
        {
            Execute(
                connection,
                "INSERT OR REPLACE INTO OrleansQuery VALUES (@key, @text)",
                ("@key", key),
                ("@text", text));
        }
    }

    private static object? Execute(
        DbConnection connection, string sql, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.Add(new SqliteParameter(name, value));
        }

        return command.ExecuteScalar();
    }
}
