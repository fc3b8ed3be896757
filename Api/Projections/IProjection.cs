using Microsoft.Data.Sqlite;
using Storehouse.Journal;

namespace Storehouse.Projections;

/// <summary>A read model: tables that can always be made again from the journal.</summary>
internal interface IProjection
{
    string Name { get; }

    /// <summary>Raised when what is derived changes: the tables are then dropped and built again.</summary>
    int Version { get; }

    /// <summary>Tables, dropped in this order before a rebuild.</summary>
    IReadOnlyList<string> Tables { get; }

    /// <summary>SQL that creates them, indexes included.</summary>
    string Schema { get; }

    /// <summary>The writer over one connection; statements stay prepared as long as it lives.</summary>
    IProjectionWriter OpenWriter(SqliteConnection connection);
}

/// <summary>Folds entries into a projection's tables, inside transactions of the caller.</summary>
internal interface IProjectionWriter : IDisposable
{
    /// <summary>Takes in one entry. Nothing needs to reach the tables before <see cref="Flush"/>.</summary>
    void Apply(JournalEntry entry);

    /// <summary>Writes out what the entries since the last flush changed, before the transaction commits.</summary>
    void Flush();
}
