using System.Globalization;
using Npgsql;

namespace Storehouse.Journal.Postgres.Schema;

/// <summary>The journal's tables and functions, and the topology they were made for.</summary>
internal static class JournalSchema
{
    private static readonly string[] Files = ["1-tables.sql", "2-partitions.sql", "3-append.sql"];

    /// <summary>Creates or upgrades what is needed.</summary>
    /// <returns>The topology as stored, which is not always as wished.</returns>
    public static async Task<JournalTopology> BringUpToDate(
        NpgsqlConnection connection, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var topology = options.Topology;
        await CheckEncoding(connection, cancellation);
        string[] steps = [string.Concat(Files.Select(Read)).Replace(
            "{schema}", options.Schema, StringComparison.Ordinal)];
        await new SchemaMigration(options.Schema, "journal", steps).Run(
            connection,
            async open =>
            {
                topology = await Reconcile(open, options, cancellation);
                await Prepare(open, options, cancellation);
            },
            cancellation);
        return topology;
    }

    private static async Task CheckEncoding(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SHOW server_encoding", connection);
        if (await command.ExecuteScalarAsync(cancellation) is not "UTF8")
        {
            throw new JournalOpenException($"The database '{connection.Database}' is not encoded in UTF8.");
        }
    }

    private static string Read(string file)
    {
        using var stream = typeof(JournalSchema).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static async Task<JournalTopology> Reconcile(
        NpgsqlConnection connection, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var facts = new Dictionary<string, string>();
        await using (var find = new NpgsqlCommand(
            $"SELECT name, value FROM {options.Schema}.facts", connection))
        await using (var rows = await find.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                facts[rows.GetString(0)] = rows.GetString(1);
            }
        }

        var wished = options.Topology;
        var partitions = facts.TryGetValue("partitions", out var stored)
            ? int.Parse(stored, CultureInfo.InvariantCulture)
            : wished.PartitionsPerTopic;
        var topics = facts.TryGetValue("topics", out var names) ? names.Split('\n') : [];
        Check(options.Schema, topics, partitions, wished);
        facts["topics"] = string.Join('\n', wished.Topics);
        facts["partitions"] = partitions.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in facts)
        {
            await using var save = new NpgsqlCommand(
                $"""
                INSERT INTO {options.Schema}.facts AS f (name, value) VALUES ($1, $2)
                ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE f.value <> excluded.value
                """,
                connection);
            save.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            save.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
            await save.ExecuteNonQueryAsync(cancellation);
        }

        return new(wished.Topics, partitions);
    }

    private static void Check(string schema, string[] topics, int partitions, JournalTopology wished)
    {
        if (topics.Length > wished.Topics.Count || !topics.SequenceEqual(wished.Topics.Take(topics.Length)))
        {
            throw new JournalOpenException(
                $"The schema '{schema}' has the topics {string.Join(", ", topics)}; they cannot become "
                + $"{string.Join(", ", wished.Topics)}, since topics may only be added at the end.");
        }

        if (wished.Topics.Count * partitions > JournalTopology.QueuesMax)
        {
            throw new JournalOpenException(
                $"The schema '{schema}' has {partitions} partitions a topic; with {wished.Topics.Count} "
                + $"topics that is more than {JournalTopology.QueuesMax} queues.");
        }
    }

    /// <summary>Makes the single rows and the first partition of a new journal, and forgets writers long
    /// gone.</summary>
    private static async Task Prepare(
        NpgsqlConnection connection, PostgresJournalOptions options, CancellationToken cancellation)
    {
        var none = $"array_fill(0::bigint, ARRAY[{JournalTopology.QueuesMax}])";
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO {options.Schema}.head (position, queues) VALUES (0, {none}) ON CONFLICT DO NOTHING;
            INSERT INTO {options.Schema}.history (first_position, dropped, partitioned_to)
            VALUES (1, {none}, 1) ON CONFLICT DO NOTHING;
            SELECT {options.Schema}.make_partition({options.EntriesPerPartition})
            FROM {options.Schema}.history WHERE partitioned_to = 1;
            DELETE FROM {options.Schema}.writers WHERE at < now() - interval '7 days';
            """,
            connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
