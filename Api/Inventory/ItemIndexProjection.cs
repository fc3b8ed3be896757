using Microsoft.Data.Sqlite;
using Storehouse.Projections;

namespace Storehouse.Inventory;

/// <summary>
/// The tables behind the list of items and its search, and balances to start a look into the past from.
/// </summary>
internal sealed class ItemIndexProjection : IProjection
{
    public string Name => "items";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["stock_checkpoints", "items_text", "items"];

    // A row without an item is a SKU that the catalogue does not have: only refusals happened to it.
    public string Schema => """
        CREATE TABLE items (
            key INTEGER PRIMARY KEY,
            sku TEXT NOT NULL UNIQUE,
            item BLOB,
            updated_at INTEGER NOT NULL,
            available INTEGER NOT NULL,
            balances BLOB NOT NULL);
        CREATE VIRTUAL TABLE items_text USING fts5(
            sku, name, description, content = '', contentless_delete = 1,
            tokenize = "unicode61 remove_diacritics 2", prefix = '2 3');
        CREATE TABLE stock_checkpoints (
            item_key INTEGER NOT NULL,
            version INTEGER NOT NULL,
            balances BLOB NOT NULL,
            PRIMARY KEY (item_key, version)) WITHOUT ROWID;
        """;

    public IProjectionWriter OpenWriter(SqliteConnection connection) => new ItemIndexWriter(connection);
}
