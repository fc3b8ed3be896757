using System.Text.Json;
using Microsoft.Data.Sqlite;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Inventory;

/// <summary>Keeps the index of items. SKUs touched by a batch are folded in memory and written once.</summary>
internal sealed class ItemIndexWriter(SqliteConnection connection) : IProjectionWriter
{
    /// <summary>Entries of a SKU between two checkpoints: what a look into the past reads at most.</summary>
    internal const int CheckpointEvery = 128;

    private readonly Dictionary<string, ItemIndexRow> _touched = new(StringComparer.Ordinal);

    private readonly SqliteCommand _find = connection.Statement(
        "SELECT key, item, balances, updated_at FROM items WHERE sku = ?1", parameters: 1);

    private readonly SqliteCommand _insert = connection.Statement(
        """
        INSERT INTO items (sku, item, updated_at, available, balances)
        VALUES (?1, ?2, ?3, ?4, ?5) RETURNING key
        """,
        parameters: 5);

    private readonly SqliteCommand _update = connection.Statement(
        "UPDATE items SET item = ?2, updated_at = ?3, available = ?4, balances = ?5 WHERE key = ?1", parameters: 5);

    private readonly SqliteCommand _saveText = connection.Statement(
        "INSERT OR REPLACE INTO items_text (rowid, sku, name, description) VALUES (?1, ?2, ?3, ?4)", parameters: 4);

    private readonly SqliteCommand _saveCheckpoint = connection.Statement(
        "INSERT INTO stock_checkpoints (item_key, version, balances) VALUES (?1, ?2, ?3)", parameters: 3);

    public void Apply(JournalEntry entry)
    {
        if (entry.Events.IsEmpty || !AggregateStreams.IsSku(entry.Stream, out var sku))
        {
            return;
        }

        if (!_touched.TryGetValue(sku, out var row))
        {
            _touched[sku] = row = (entry.Version == 1 ? null : Load(sku))
                ?? new ItemIndexRow(sku, null, null, default, new LedgerBalances());
        }

        row.Apply(entry.Events.Span, entry.At);
        if (entry.Version % CheckpointEvery == 0)
        {
            row.Checkpoints.Add((entry.Version, row.Balances.ToJson()));
        }
    }

    public void Flush()
    {
        foreach (var row in _touched.Values)
        {
            Save(row);
        }

        _touched.Clear();
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _saveText.Dispose();
        _saveCheckpoint.Dispose();
    }

    private void Save(ItemIndexRow row)
    {
        var item = row.Item is null
            ? null
            : JsonSerializer.SerializeToUtf8Bytes(row.Item, ItemIndexJson.Default.ItemDetails);
        var updatedAt = row.UpdatedAt.UtcTicks;
        if (row.Key is { } key)
        {
            _update.Run(key, item, updatedAt, row.Balances.Available, row.Balances.ToJson());
        }
        else
        {
            row.Key = key = _insert.RunReturning(
                row.Sku, item, updatedAt, row.Balances.Available, row.Balances.ToJson());
        }

        if (row.IsRedefined)
        {
            _saveText.Run(key, row.Sku, row.Item!.Name, row.Item.Description);
        }

        foreach (var (version, balances) in row.Checkpoints)
        {
            _saveCheckpoint.Run(key, version, balances);
        }
    }

    private ItemIndexRow? Load(string sku)
    {
        using var found = _find.Read(sku);
        if (!found.Read())
        {
            return null;
        }

        var item = found.IsDBNull(1)
            ? null
            : JsonSerializer.Deserialize(found.GetFieldValue<byte[]>(1), ItemIndexJson.Default.ItemDetails);
        return new ItemIndexRow(
            sku,
            found.GetInt64(0),
            item,
            new DateTimeOffset(found.GetInt64(3), TimeSpan.Zero),
            LedgerBalances.From(found.GetFieldValue<byte[]>(2)));
    }
}
