using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Conformance;

namespace Storehouse.Tests.Postgres;

public class PostgresConformance(SharedServer server) : JournalConformance
{
    private PostgresJournalOptions? _options;

    private protected virtual PostgresJournalOptions Adjust(PostgresJournalOptions options) => options;

    protected override async ValueTask<IJournal> Open() =>
        await PostgresJournal.Open(_options ??= Adjust(await server.NewJournal(Topology)));

    protected override ValueTask Close(IJournal journal) => ((PostgresJournal)journal).DisposeAsync();

    protected override async ValueTask Erase() =>
        await Sql.Run(_options!.ConnectionString, $"DROP SCHEMA {_options.Schema} CASCADE");
}

/// <summary>
/// Tails too short to answer from, groups of a few commits, and partitions of a few entries: nearly all is
/// read from the database, and appending has to make partitions itself.
/// </summary>
public sealed class PostgresFromTheTablesConformance(SharedServer server) : PostgresConformance(server)
{
    private protected override PostgresJournalOptions Adjust(PostgresJournalOptions options) => options with
    {
        TailMessagesMax = 2,
        GroupCommitsMax = 3,
        EntriesPerPartition = 100,
    };
}
