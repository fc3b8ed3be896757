using System.Collections.Immutable;
using System.Text.Json;
using Storehouse.Projections;

namespace Storehouse.Inventory;

/// <summary>An item as the index knows it.</summary>
/// <param name="Available">Over all locations.</param>
internal sealed record FoundItem(string Sku, ItemDetails Item, DateTimeOffset UpdatedAt, long Available);

/// <summary>Finds items by their words, and balances of the past. A moment behind the journal.</summary>
public sealed class ItemIndex(ViewsDatabase database)
{
    /// <param name="words">Words that the SKU, name or description must all have, or have words beginning with.</param>
    /// <param name="available">True = only items with units available, false = only those without.</param>
    /// <param name="afterSku">The last item of the page before; null = from the start.</param>
    internal ImmutableArray<FoundItem> Find(string? words, bool? available, string? afterSku, int limit)
    {
        var match = words is null ? null : MatchOf(words);
        if (match == "")
        {
            return [];
        }

        using var connection = database.OpenForReading();
        using var command = connection.Statement(
            $"""
            SELECT sku, item, updated_at, available FROM items
            WHERE item IS NOT NULL AND (?1 IS NULL OR sku > ?1)
            {(match is null ? "" : "AND key IN (SELECT rowid FROM items_text WHERE items_text MATCH ?3)")}
            {available switch { null => "", true => "AND available > 0", false => "AND available <= 0" }}
            ORDER BY sku LIMIT ?2
            """,
            parameters: match is null ? 2 : 3);
        using var rows = match is null ? command.Read(afterSku, limit) : command.Read(afterSku, limit, match);
        var found = ImmutableArray.CreateBuilder<FoundItem>();
        while (rows.Read())
        {
            found.Add(new FoundItem(
                rows.GetString(0),
                JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(1), ItemIndexJson.Default.ItemDetails)!,
                new DateTimeOffset(rows.GetInt64(2), TimeSpan.Zero),
                rows.GetInt64(3)));
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// The newest balances kept at or before a version of the SKU; those of version 0 when there are none.
    /// </summary>
    internal (long Version, LedgerBalances Balances) Checkpoint(string sku, long version)
    {
        using var connection = database.OpenForReading();
        using var command = connection.Statement(
            """
            SELECT c.version, c.balances FROM items i CROSS JOIN stock_checkpoints c ON c.item_key = i.key
            WHERE i.sku = ?1 AND c.version <= ?2 ORDER BY c.version DESC LIMIT 1
            """,
            parameters: 2);
        using var rows = command.Read(sku, version);
        return rows.Read()
            ? (rows.GetInt64(0), LedgerBalances.From(rows.GetFieldValue<byte[]>(1)))
            : (0, new LedgerBalances());
    }

    // Each word is quoted, so that nothing a person types is taken for search syntax; words without a letter or
    // digit match nothing and are left out.
    private static string MatchOf(string words) => string.Join(' ', words
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Where(word => word.Any(char.IsLetterOrDigit))
        .Select(word => $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"*"));
}
