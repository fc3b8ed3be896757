using System.Collections.Immutable;
using Npgsql;

namespace Storehouse.Storage;

/// <summary>The tables of one component, as the steps that lead from nothing to them.</summary>
/// <param name="Component">Its name, under which the number of steps done is remembered.</param>
/// <param name="Steps">SQL each. What was released never changes: a change is a new step.</param>
public sealed record TableSet(string Component, params ImmutableArray<string> Steps)
{
    /// <summary>
    /// Steps that a program must know to work with these tables: those after it only add what older programs need
    /// not know, so that both versions run side by side. Default: all of them.
    /// </summary>
    public int UsableFrom { get; init; } = Steps.Length;
}

/// <summary>
/// Brings tables to the version that this program knows. Any number of processes may do so at once: one does
/// the work in a transaction, and the others then find it done.
/// </summary>
public static class Migrations
{
    private const int StepSecondsMax = 300;

    /// <exception cref="InvalidDataException">
    /// The database is of a newer version, which this program cannot work with.
    /// </exception>
    public static Task Apply(
        PostgresDatabase database, IEnumerable<TableSet> sets, CancellationToken cancelled = default) =>
        database.Exclusive(
            async connection =>
            {
                await EnsureSchema(connection, database.Schema, cancelled);
                foreach (var set in sets)
                {
                    await Apply(connection, database, set, cancelled);
                }

                return true;
            },
            cancelled);

    // A role that may not create schemas may still use one that was made for it.
    private static async Task EnsureSchema(
        NpgsqlConnection connection, string schema, CancellationToken cancelled)
    {
        const string Exists = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
        if (await Scalar(connection, Exists, cancelled, schema) is null)
        {
            await Execute(connection, $"CREATE SCHEMA {schema}", cancelled);
        }

        await Execute(
            connection,
            """
            CREATE TABLE IF NOT EXISTS table_versions (
                component text NOT NULL PRIMARY KEY,
                version integer NOT NULL,
                changed_at timestamptz NOT NULL,
                usable_from integer NULL)
            """,
            cancelled);
        await Execute(
            connection, "ALTER TABLE table_versions ADD COLUMN IF NOT EXISTS usable_from integer NULL", cancelled);
    }

    private static async Task Apply(
        NpgsqlConnection connection, PostgresDatabase database, TableSet set, CancellationToken cancelled)
    {
        var version = await Scalar(
            connection,
            "SELECT version FROM table_versions WHERE component = $1",
            cancelled,
            set.Component) ?? 0;
        var usableFrom = await Scalar(
            connection,
            "SELECT coalesce(usable_from, version) FROM table_versions WHERE component = $1",
            cancelled,
            set.Component) ?? 0;
        if (usableFrom > set.Steps.Length)
        {
            throw new InvalidDataException(
                $"{database.Name}: the tables of {set.Component} in schema {database.Schema} have version "
                + $"{version}, for programs that know {usableFrom}; this one knows {set.Steps.Length}. "
                + "Start a newer one.");
        }

        if (version >= set.Steps.Length)
        {
            return;
        }

        foreach (var step in set.Steps[version..])
        {
            await Execute(connection, step, cancelled);
        }

        await Execute(
            connection,
            """
            INSERT INTO table_versions (component, version, changed_at, usable_from) VALUES ($1, $2, now(), $3)
            ON CONFLICT (component) DO UPDATE SET
                version = excluded.version, changed_at = now(), usable_from = excluded.usable_from
            """,
            cancelled,
            set.Component,
            set.Steps.Length,
            set.UsableFrom);
    }

    private static async Task<int?> Scalar(
        NpgsqlConnection connection, string sql, CancellationToken cancelled, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return (int?)await command.ExecuteScalarAsync(cancelled);
    }

    private static async Task Execute(
        NpgsqlConnection connection, string sql, CancellationToken cancelled, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await command.ExecuteNonQueryAsync(cancelled);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = StepSecondsMax };
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
