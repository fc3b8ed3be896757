using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Storehouse.Imports.Reading;

/// <summary>
/// Which rows of a file belong together, kept on disk so that a file of any size fits: the line of each key's
/// first row, and the rows of those keys that resume after another one. Made anew by reading the file once.
/// </summary>
internal sealed class GroupIndex : IDisposable
{
    private readonly ImportFile _file;
    private readonly int _rowsMax;
    private readonly SqliteConnection _connection;

    private GroupIndex(ImportFile file, int rowsMax, SqliteConnection connection)
    {
        _file = file;
        _rowsMax = rowsMax;
        _connection = connection;
    }

    public long RowCount { get; private set; }

    /// <param name="indexPath">A file that may be deleted at any time.</param>
    /// <param name="rowsMax">Rows of one group that are kept.</param>
    /// <exception cref="DamagedFileException"/>
    public static GroupIndex Build(
        ImportFile file, string indexPath, int rowsMax, CancellationToken cancellation)
    {
        File.Delete(indexPath);
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = indexPath, Pooling = false }.ToString());
        var index = new GroupIndex(file, rowsMax, connection);
        try
        {
            connection.Open();
            connection.Execute("""
                PRAGMA journal_mode = OFF;
                PRAGMA synchronous = OFF;
                CREATE TABLE firsts (key TEXT NOT NULL PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE resumed (key TEXT NOT NULL, line INTEGER NOT NULL, count INTEGER NOT NULL,
                    rows TEXT NOT NULL, PRIMARY KEY (key, line)) WITHOUT ROWID;
                """);
            index.Fill(cancellation);
            return index;
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>The file's groups in the order of their first rows.</summary>
    public IEnumerable<RowGroup> Groups()
    {
        using var first = _connection.CreateCommand();
        first.CommandText = "SELECT line FROM firsts WHERE key = ?1";
        var key = first.Parameters.Add("?1", SqliteType.Text);
        var ordinal = 0L;
        foreach (var run in RowRun.Split(_file.Rows(), _rowsMax))
        {
            if (run.Key is null)
            {
                yield return new(++ordinal, null, run.Rows, run.Count);
                continue;
            }

            key.Value = run.Key;
            if ((long)first.ExecuteScalar()! == run.Rows[0].Line)
            {
                yield return Whole(++ordinal, run);
            }
        }
    }

    public void Dispose() => _connection.Dispose();

    private void Fill(CancellationToken cancellation)
    {
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT OR IGNORE INTO firsts (key, line) VALUES (?1, ?2)";
        var key = insert.Parameters.Add("?1", SqliteType.Text);
        var line = insert.Parameters.Add("?2", SqliteType.Integer);
        foreach (var run in RowRun.Split(_file.Rows(), _rowsMax))
        {
            cancellation.ThrowIfCancellationRequested();
            RowCount += run.Count;
            if (run.Key is null)
            {
                continue;
            }

            key.Value = run.Key;
            line.Value = run.Rows[0].Line;
            if (insert.ExecuteNonQuery() == 0)
            {
                Resume(run);
            }
        }

        transaction.Commit();
    }

    private void Resume(RowRun run) => _connection.Execute(
        "INSERT INTO resumed (key, line, count, rows) VALUES (@Key, @Line, @Count, @Rows)",
        new
        {
            run.Key,
            run.Rows[0].Line,
            run.Count,
            Rows = JsonSerializer.Serialize(run.Rows, IndexJson.Default.IReadOnlyListFileRow),
        });

    private RowGroup Whole(long ordinal, RowRun run)
    {
        var rows = new List<FileRow>(run.Rows);
        var count = run.Count;
        foreach (var (more, json) in _connection.Query<(int, string)>(
            "SELECT count, rows FROM resumed WHERE key = @Key ORDER BY line",
            new { run.Key },
            buffered: false))
        {
            count += more;
            var resumed = JsonSerializer.Deserialize(json, IndexJson.Default.IReadOnlyListFileRow)!;
            rows.AddRange(resumed.Take(_rowsMax - rows.Count));
        }

        return new(ordinal, run.Key, rows, count);
    }
}

[JsonSerializable(typeof(IReadOnlyList<FileRow>))]
internal sealed partial class IndexJson : JsonSerializerContext;
