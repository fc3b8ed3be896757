using System.Globalization;
using Npgsql;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Bench.Clusters;

/// <summary>What a PostgreSQL server has done so far for one of its databases.</summary>
/// <param name="WalBytes">Of the whole server.</param>
/// <param name="Groups">Calls of the journal's append; 0 for a database without a journal.</param>
/// <param name="AppendTime">Time spent in them, with waiting for the lock, without the flush.</param>
/// <param name="Entries">The journal's head.</param>
/// <param name="Bytes">Size of the database's tables and indexes.</param>
public sealed record PostgresUse(
    TimeSpan Sessions, TimeSpan Background, long WalBytes, long Transactions, long Groups,
    TimeSpan AppendTime, long Entries, long Bytes)
{
    private const int TicksPerSecond = 100;

    private const string Counters = """
        SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint,
            (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
            coalesce((SELECT sum(calls)::bigint FROM pg_stat_user_functions WHERE funcname = 'append'), 0),
            coalesce(
                (SELECT sum(total_time) FROM pg_stat_user_functions WHERE funcname = 'append'), 0)::float8,
            pg_database_size(current_database())
        """;

    private const string Head = """
        SELECT (xpath('/row/position/text()',
            query_to_xml('SELECT position FROM storehouse.head', false, true, '')))[1]::text::bigint
        """;

    public static async Task<PostgresUse> Read(PostgresServer server, string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        var (sessions, background) = ProcessorTimes(server.Id, connection.Database);
        await using var command = new NpgsqlCommand(Counters, connection);
        long wal, transactions, groups, bytes;
        double appended;
        await using (var row = await command.ExecuteReaderAsync())
        {
            await row.ReadAsync();
            (wal, transactions, groups) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
            (appended, bytes) = (row.GetDouble(3), row.GetInt64(4));
        }

        var entries = 0L;
        if (groups > 0)
        {
            await using var head = new NpgsqlCommand(Head, connection);
            entries = (long)(await head.ExecuteScalarAsync())!;
        }

        return new(
            sessions, background, wal, transactions, groups, TimeSpan.FromMilliseconds(appended),
            entries, bytes);
    }

    public PostgresUse Since(PostgresUse before) => new(
        Sessions - before.Sessions, Background - before.Background, WalBytes - before.WalBytes,
        Transactions - before.Transactions, Groups - before.Groups, AppendTime - before.AppendTime,
        Entries - before.Entries, Bytes - before.Bytes);

    // A session's title reads "postgres: user database 127.0.0.1(port) what it does".
    private static (TimeSpan Sessions, TimeSpan Background) ProcessorTimes(int postmaster, string database)
    {
        var (sessions, background) = (0L, Ticks($"/proc/{postmaster}").Used);
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!char.IsAsciiDigit(Path.GetFileName(folder)[0]))
            {
                continue;
            }

            try
            {
                var (parent, used) = Ticks(folder);
                if (parent != postmaster)
                {
                    continue;
                }

                var title = File.ReadAllText(Path.Combine(folder, "cmdline"));
                if (title.Contains($" {database} 127.0.0.1(", StringComparison.Ordinal))
                {
                    sessions += used;
                }
                else if (!title.Contains(" 127.0.0.1(", StringComparison.Ordinal))
                {
                    background += used;
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended between two looks.
            }
        }

        return (Time(sessions), Time(background));
    }

    private static (int Parent, long Used) Ticks(string folder)
    {
        var text = File.ReadAllText(Path.Combine(folder, "stat"));
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (Number(1), (long)Number(11) + Number(12));

        int Number(int field) => int.Parse(fields[field], CultureInfo.InvariantCulture);
    }

    private static TimeSpan Time(long ticks) => TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
}
