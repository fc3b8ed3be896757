using Microsoft.Data.Sqlite;

namespace Storehouse.Tests.Baseline;

/// <summary>The file, its schema and its settings.</summary>
public static class Database
{
    // A lean schema favours the baseline: no index that placing an order does not need itself.
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS items (
            sku TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, unit_price INTEGER NOT NULL,
            currency TEXT NOT NULL, on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL,
            CHECK (reserved >= 0 AND on_hand >= reserved)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS orders (
            id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, status TEXT NOT NULL, total INTEGER NOT NULL,
            currency TEXT NOT NULL, reference TEXT, placed_at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS order_lines (
            order_id TEXT NOT NULL, line INTEGER NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL,
            unit_price INTEGER NOT NULL, reserved INTEGER NOT NULL, available INTEGER NOT NULL,
            PRIMARY KEY (order_id, line)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS ledger (
            id INTEGER PRIMARY KEY, sku TEXT NOT NULL, at INTEGER NOT NULL, kind TEXT NOT NULL,
            quantity INTEGER NOT NULL, order_id TEXT, on_hand INTEGER NOT NULL, reserved INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS idempotency (
            key TEXT NOT NULL PRIMARY KEY, fingerprint BLOB NOT NULL, order_id TEXT NOT NULL) WITHOUT ROWID;
        """;

    // Durability, cache and size of the log are those of the server's journal.
    public static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
        }.ToString());
        connection.Open();
        Run(connection, """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -65536;
            PRAGMA temp_store = MEMORY;
            PRAGMA mmap_size = 268435456;
            PRAGMA wal_autocheckpoint = 8192;
            PRAGMA busy_timeout = 5000;
            """);
        return connection;
    }

    public static void Create(SqliteConnection connection) => Run(connection, Schema);

    /// <summary>Puts items on the shelf, with the first one's own stock: it is the hot one.</summary>
    public static void Stock(SqliteConnection connection, int skus, int units, int hotUnits)
    {
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO items (sku, name, unit_price, currency, on_hand, reserved)
            VALUES ($sku, $name, $price, 'GBP', $units, 0) ON CONFLICT (sku) DO NOTHING
            """;
        var sku = insert.Parameters.Add("$sku", SqliteType.Text);
        var name = insert.Parameters.Add("$name", SqliteType.Text);
        var price = insert.Parameters.Add("$price", SqliteType.Integer);
        var onHand = insert.Parameters.Add("$units", SqliteType.Integer);
        insert.Prepare();
        for (var index = 0; index < skus; index++)
        {
            sku.Value = $"SKU-{index:D5}";
            name.Value = $"Item {index}";
            price.Value = 100 + (index % 900);
            onHand.Value = index == 0 ? hotUnits : units;
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private static void Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
