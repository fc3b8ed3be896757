using Npgsql;

namespace Storehouse.Journal.Postgres.Schema;

/// <summary>
/// Brings a part of the database's schema to its newest version, one process at a time: any number may start
/// at once.
/// </summary>
/// <param name="part">What the steps are of, such as <c>journal</c>; each part has its own version.</param>
/// <param name="steps">Step n takes the part from version n to n + 1; never changed once released.</param>
/// <param name="usableFrom">
/// Steps that a program must know to work with the part; those after it only add what older programs need not know,
/// so that both versions run side by side. Null = all of them.
/// </param>
public sealed class SchemaMigration(
    string schema, string part, IReadOnlyList<string> steps, int? usableFrom = null)
{
    /// <summary>The one lock under which every part of every schema is migrated ("SHSCHEMA").</summary>
    private const long Lock = 0x5348534348454D41;

    /// <summary>Does what is missing, and then <paramref name="also"/>, in one transaction.</summary>
    /// <exception cref="JournalOpenException">The schema is of a newer version.</exception>
    public async Task Run(
        NpgsqlConnection connection, Func<NpgsqlConnection, Task>? also, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);

        // A process that is paused here must not keep the others from starting for long.
        await Execute(connection, "SET LOCAL idle_in_transaction_session_timeout = '30s'", cancellation);
        await Execute(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellation);
        if (!await Exists(connection, cancellation))
        {
            await Execute(connection, $"CREATE SCHEMA IF NOT EXISTS {schema}", cancellation);
        }

        await Execute(
            connection,
            $"""
            CREATE TABLE IF NOT EXISTS {schema}.versions (
                part text PRIMARY KEY, version int NOT NULL, usable_from int NULL)
            """,
            cancellation);
        await Execute(
            connection,
            $"ALTER TABLE {schema}.versions ADD COLUMN IF NOT EXISTS usable_from int NULL",
            cancellation);
        var version = await Read(connection, "version", cancellation);
        if (await Read(connection, "coalesce(usable_from, version)", cancellation) > steps.Count)
        {
            throw new JournalOpenException(
                $"The schema '{schema}' of the database '{connection.Database}' was written by a newer "
                + $"version ({part} {version}, known {steps.Count}).");
        }

        foreach (var step in steps.Skip(version))
        {
            await Execute(connection, step, cancellation);
        }

        await Execute(
            connection,
            $"""
            INSERT INTO {schema}.versions AS v (part, version, usable_from)
            VALUES ('{part}', {steps.Count}, {usableFrom ?? steps.Count})
            ON CONFLICT (part) DO UPDATE SET version = excluded.version, usable_from = excluded.usable_from
            WHERE v.version < excluded.version
            """,
            cancellation);
        if (also is not null)
        {
            await also(connection);
        }

        await transaction.CommitAsync(cancellation);
    }

    private static async Task Execute(
        NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<bool> Exists(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT FROM pg_namespace WHERE nspname = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schema });
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation);
    }

    private async Task<int> Read(NpgsqlConnection connection, string what, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {what} FROM {schema}.versions WHERE part = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = part });
        return await command.ExecuteScalarAsync(cancellation) is int version ? version : 0;
    }
}
