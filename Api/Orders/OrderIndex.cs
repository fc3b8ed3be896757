using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary>Which orders a list shows, and from where on.</summary>
/// <param name="UserId">Only this user's orders; null = everybody's.</param>
/// <param name="From">Placed at or after.</param>
/// <param name="To">Placed before.</param>
/// <param name="After">The last order of the page before; null = from the start.</param>
internal sealed record OrderQuery(
    string? UserId,
    OrderStatus? Status,
    string? Sku,
    DateTimeOffset? From,
    DateTimeOffset? To,
    bool OldestFirst,
    OrderPlace? After,
    int Limit)
{
    /// <summary>Only orders in one of these statuses; empty = in any.</summary>
    public ImmutableArray<OrderStatus> AnyOf { get; init; } = [];
}

/// <summary>An order's place in lists.</summary>
internal readonly record struct OrderPlace(string OrderId, DateTimeOffset PlacedAt);

/// <summary>Units of an order line that were shipped and have not come back.</summary>
public readonly record struct ShippedLine(string OrderId, int Line, int Quantity);

/// <summary>
/// Finds orders by what they are about. A moment behind the journal: see <see cref="ProjectionPosition"/>.
/// </summary>
public sealed class OrderIndex(ViewsDatabase database)
{
    /// <summary>A user's lines of one SKU with units to return, oldest order first.</summary>
    public ImmutableArray<ShippedLine> ShippedLines(string userId, string sku)
    {
        using var connection = database.OpenForReading();
        using var command = connection.Statement(
            """
            SELECT o.id, l.line, l.shipped - l.returned
            FROM orders o CROSS JOIN order_lines l ON l.order_key = o.key AND l.sku = ?2
            WHERE o.user_id = ?1 AND l.shipped > l.returned
            ORDER BY o.placed_at, o.id, l.line
            """,
            parameters: 2);
        using var rows = command.Read(userId, sku);
        var lines = ImmutableArray.CreateBuilder<ShippedLine>();
        while (rows.Read())
        {
            lines.Add(new ShippedLine(rows.GetString(0), rows.GetInt32(1), rows.GetInt32(2)));
        }

        return lines.ToImmutable();
    }

    internal ImmutableArray<OrderPlace> Find(OrderQuery query)
    {
        using var connection = database.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = TextOf(query);
        Bind(command, query);
        using var rows = command.ExecuteReader();
        var places = ImmutableArray.CreateBuilder<OrderPlace>();
        while (rows.Read())
        {
            places.Add(new OrderPlace(rows.GetString(0), new DateTimeOffset(rows.GetInt64(1), TimeSpan.Zero)));
        }

        return places.ToImmutable();
    }

    private static string TextOf(OrderQuery query)
    {
        // A SKU's orders come from the lines, in their order; its repeats within an order count once.
        var time = query.Sku is null ? "o.placed_at" : "l.placed_at";
        var (comparison, direction) = query.OldestFirst ? (">", "ASC") : ("<", "DESC");
        var text = new StringBuilder("SELECT DISTINCT o.id, o.placed_at FROM ");
        text.Append(query.Sku is null
            ? "orders o WHERE TRUE"
            : "order_lines l CROSS JOIN orders o ON o.key = l.order_key WHERE l.sku = $sku");
        text.Append(query.UserId is null ? "" : " AND o.user_id = $user");
        text.Append(query.Status is null ? "" : " AND o.status = $status");
        text.Append(query.AnyOf.IsEmpty
            ? ""
            : $" AND o.status IN ({string.Join(", ", query.AnyOf.Select(status => (int)status))})");
        text.Append(query.From is null ? "" : $" AND {time} >= $from");
        text.Append(query.To is null ? "" : $" AND {time} < $to");
        text.Append(query.After is null
            ? ""
            : $" AND {time} {comparison}= $at AND (o.placed_at, o.id) {comparison} ($at, $id)");
        text.Append($" ORDER BY {time} {direction}, o.id {direction} LIMIT $limit");
        return text.ToString();
    }

    private static void Bind(SqliteCommand command, OrderQuery query)
    {
        void Add(string name, object? value)
        {
            if (value is not null)
            {
                command.Parameters.AddWithValue(name, value);
            }
        }

        Add("$sku", query.Sku);
        Add("$user", query.UserId);
        Add("$status", (int?)query.Status);
        Add("$from", query.From?.UtcTicks);
        Add("$to", query.To?.UtcTicks);
        Add("$at", query.After?.PlacedAt.UtcTicks);
        Add("$id", query.After?.OrderId);
        Add("$limit", query.Limit);
    }
}
