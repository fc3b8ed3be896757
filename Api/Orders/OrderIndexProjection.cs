using Microsoft.Data.Sqlite;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary>The tables behind the list of orders, and behind the search for shipped lines.</summary>
internal sealed class OrderIndexProjection : IProjection
{
    public string Name => "orders";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["order_lines", "orders"];

    // Lists go by (placed_at, id): both never change, so a page stays where it is while orders arrive. Lines
    // repeat placed_at so that the orders of one SKU come in that order from one index.
    public string Schema => """
        CREATE TABLE orders (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            user_id TEXT,
            status INTEGER NOT NULL,
            placed_at INTEGER NOT NULL);
        CREATE INDEX orders_by_time ON orders (placed_at, id);
        CREATE INDEX orders_by_status ON orders (status, placed_at, id);
        CREATE INDEX orders_by_user ON orders (user_id, placed_at, id) WHERE user_id IS NOT NULL;
        CREATE TABLE order_lines (
            order_key INTEGER NOT NULL,
            sku TEXT NOT NULL,
            line INTEGER NOT NULL,
            placed_at INTEGER NOT NULL,
            accepted INTEGER NOT NULL,
            shipped INTEGER NOT NULL,
            returned INTEGER NOT NULL,
            PRIMARY KEY (order_key, sku, line)) WITHOUT ROWID;
        CREATE INDEX order_lines_by_sku ON order_lines (sku, placed_at, order_key);
        """;

    public IProjectionWriter OpenWriter(SqliteConnection connection) => new OrderIndexWriter(connection);
}
