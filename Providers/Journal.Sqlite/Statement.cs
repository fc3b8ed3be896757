using System.Buffers;
using System.Text;
using SQLitePCL;

namespace Storehouse.Journal.Sqlite;

/// <summary>
/// A prepared statement. Parameters and columns are numbered as in SQLite: from 1, and from 0.
/// </summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Text that is not Unicode would be stored changed, and two keys might become one.</summary>
    public static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    public Statement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value)
    {
        database.Check(value is { } number
            ? raw.sqlite3_bind_int64(handle, parameter, number)
            : raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    public Statement Bind(int parameter, string text)
    {
        var size = Utf8.GetMaxByteCount(text.Length);
        var rented = size > 512 ? ArrayPool<byte>.Shared.Rent(size) : null;
        var bytes = rented ?? stackalloc byte[512];
        var length = Utf8.GetBytes(text, bytes);
        database.Check(raw.sqlite3_bind_text(handle, parameter, bytes[..length]));
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        database.Check(blob.IsEmpty
            ? raw.sqlite3_bind_zeroblob(handle, parameter, 0)
            : raw.sqlite3_bind_blob(handle, parameter, blob));
        return this;
    }

    /// <summary>
    /// Runs to the next row; false at the end, when the statement is ready for its next use.
    /// </summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        raw.sqlite3_reset(handle);
        database.Check(code);
        return false;
    }

    /// <summary>Runs a statement that has no rows.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    public void Reset() => raw.sqlite3_reset(handle);

    public long Number(int column) => raw.sqlite3_column_int64(handle, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public string Text(int column)
    {
        try
        {
            return Utf8.GetString(raw.sqlite3_column_blob(handle, column));
        }
        catch (DecoderFallbackException fault)
        {
            throw Fault.From(raw.SQLITE_CORRUPT, database.Path, fault.Message);
        }
    }

    public byte[] Blob(int column) => raw.sqlite3_column_blob(handle, column).ToArray();

    public DateTimeOffset Time(int column) => new(Number(column), TimeSpan.Zero);

    public void Dispose() => handle.Dispose();
}
