using SQLitePCL;

namespace Storehouse.Journal.Sqlite;

/// <summary>
/// Result codes of SQLite as sentences for an operator; the code is kept in the exception's HResult.
/// </summary>
internal static class Fault
{
    public static IOException From(int code, string path, string detail) => new(
        PrimaryOf(code) switch
        {
            raw.SQLITE_FULL => $"No space left to write '{path}' ({detail}).",
            raw.SQLITE_IOERR => $"Reading or writing '{path}' failed ({detail}, code {code}).",
            raw.SQLITE_CORRUPT => $"'{path}' is damaged ({detail}).",
            raw.SQLITE_NOTADB => $"'{path}' is not a journal ({detail}).",
            raw.SQLITE_READONLY or raw.SQLITE_PERM => $"'{path}' cannot be written ({detail}).",
            raw.SQLITE_CANTOPEN => $"'{path}' cannot be opened ({detail}).",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => $"'{path}' is in use by another program ({detail}).",
            _ => $"'{path}' failed ({detail}, code {code}).",
        },
        code);

    public static int PrimaryOf(int code) => code & 0xFF;
}
