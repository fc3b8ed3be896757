using System.Globalization;
using Microsoft.Data.Sqlite;
using Storehouse.Journal;

namespace Storehouse.Projections;

/// <summary>
/// Folds batches of entries into all projections in one transaction, their positions with them. After a failure
/// it must be thrown away: its statements may hold half of a batch.
/// </summary>
internal sealed class ViewsWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<Cursor> _cursors = [];
    private readonly SqliteCommand _save;

    private ViewsWriter(SqliteConnection connection)
    {
        _connection = connection;
        _save = connection.Statement(
            "UPDATE projections SET position = ?2, entry = ?3 WHERE name = ?1", parameters: 3);
    }

    /// <summary>The least position of all projections: where to read on from.</summary>
    public long Position => _cursors.Min(cursor => cursor.Position);

    /// <summary>Opens the tables, and empties those that are of another version or follow another journal.</summary>
    public static async Task<ViewsWriter> Open(
        ViewsDatabase database,
        IEnumerable<IProjection> projections,
        IJournal journal,
        Action<string, long> rebuilding,
        CancellationToken cancellation)
    {
        var writer = new ViewsWriter(database.OpenForWriting());
        try
        {
            foreach (var projection in projections)
            {
                var position = writer.Prepare(projection, out var anchor);
                if (position > 0 && !await IsEntry(journal, position, anchor, cancellation))
                {
                    rebuilding(projection.Name, position);
                    writer.Create(projection);
                    position = 0;
                }

                writer._cursors.Add(new Cursor(projection.Name, projection.OpenWriter(writer._connection), position));
            }

            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    public void Apply(IReadOnlyList<JournalEntry> entries)
    {
        var last = entries[^1];
        _connection.Execute("BEGIN IMMEDIATE");
        foreach (var cursor in _cursors)
        {
            foreach (var entry in entries)
            {
                if (entry.Position > cursor.Position)
                {
                    cursor.Writer.Apply(entry);
                }
            }

            cursor.Writer.Flush();
            _save.Run(cursor.Name, Math.Max(cursor.Position, last.Position), AnchorOf(last));
        }

        _connection.Execute("COMMIT");
        foreach (var cursor in _cursors)
        {
            cursor.Position = Math.Max(cursor.Position, last.Position);
        }
    }

    public void Dispose()
    {
        foreach (var cursor in _cursors)
        {
            cursor.Writer.Dispose();
        }

        _save.Dispose();
        _connection.Dispose();
    }

    private long Prepare(IProjection projection, out string anchor)
    {
        using var command = _connection.Statement(
            "SELECT version, position, entry FROM projections WHERE name = ?1", parameters: 1);
        using (var row = command.Read(projection.Name))
        {
            if (row.Read() && row.GetInt32(0) == projection.Version)
            {
                anchor = row.GetString(2);
                return row.GetInt64(1);
            }
        }

        anchor = "";
        Create(projection);
        return 0;
    }

    private void Create(IProjection projection)
    {
        var drops = string.Concat(projection.Tables.Select(table => $"DROP TABLE IF EXISTS {table};\n"));
        using var insert = _connection.Statement(
            "INSERT OR REPLACE INTO projections (name, version, position, entry) VALUES (?1, ?2, 0, '')",
            parameters: 2);
        _connection.Execute("BEGIN IMMEDIATE");
        _connection.Execute(drops + projection.Schema);
        insert.Run(projection.Name, projection.Version);
        _connection.Execute("COMMIT");
    }

    // A journal restored from a copy may hold another entry at this position, or none.
    private static async Task<bool> IsEntry(
        IJournal journal, long position, string anchor, CancellationToken cancellation)
    {
        var found = await journal.ReadAll(position - 1, 1, cancellation);
        return found is [var entry] && entry.Position == position && AnchorOf(entry) == anchor;
    }

    private static string AnchorOf(JournalEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Version}@{entry.At.UtcTicks}@{entry.Stream}");

    private sealed class Cursor(string name, IProjectionWriter writer, long position)
    {
        public string Name => name;

        public IProjectionWriter Writer => writer;

        public long Position { get; set; } = position;
    }
}
