using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Storehouse.Tests.Baseline;

/// <summary>
/// A statement prepared once and run many times, straight on the SQLite library: no boxed parameters, no
/// reader object a call. Of the ways to call it from .NET, the cheapest.
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _handle;

    public Statement(SqliteConnection connection, string text)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, text, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public Statement Bind(int index, string? value)
    {
        Check(value is null
            ? raw.sqlite3_bind_null(_handle, index)
            : raw.sqlite3_bind_text(_handle, index, value));
        return this;
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_handle, index, value));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_handle, index, value));
        return this;
    }

    /// <summary>Runs a statement that answers nothing.</summary>
    /// <returns>Rows changed.</returns>
    public int Run()
    {
        var result = raw.sqlite3_step(_handle);
        raw.sqlite3_reset(_handle);
        Check(result);
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Steps to the next row. Stays open until it says false, or <see cref="Reset"/>.</summary>
    public bool Read()
    {
        var result = raw.sqlite3_step(_handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(_handle);
        Check(result);
        return false;
    }

    public void Reset() => raw.sqlite3_reset(_handle);

    public string Text(int column) => raw.sqlite3_column_text(_handle, column).utf8_to_string();

    public string? TextOrNull(int column) =>
        raw.sqlite3_column_type(_handle, column) == raw.SQLITE_NULL ? null : Text(column);

    public long Number(int column) => raw.sqlite3_column_int64(_handle, column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_handle, column);

    public void Dispose() => _handle.Dispose();

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE))
        {
            throw new SqliteException(raw.sqlite3_errmsg(_database).utf8_to_string(), result);
        }
    }
}
