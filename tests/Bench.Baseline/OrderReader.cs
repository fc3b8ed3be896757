using Microsoft.Data.Sqlite;

namespace Storehouse.Tests.Baseline;

/// <summary>Reads orders back.</summary>
public sealed class OrderReader(SqliteConnection connection) : IDisposable
{
    private readonly Statement _order = new(connection, """
        SELECT user_id, status, total, currency, reference, placed_at FROM orders WHERE id = ?1
        """);

    private readonly Statement _lines = new(connection, """
        SELECT line, sku, quantity, unit_price, reserved, available FROM order_lines
        WHERE order_id = ?1 ORDER BY line
        """);

    public Order? Read(string orderId)
    {
        if (!_order.Bind(1, orderId).Read())
        {
            return null;
        }

        var lines = new List<OrderLine>();
        _lines.Bind(1, orderId);
        while (_lines.Read())
        {
            lines.Add(new(
                (int)_lines.Number(0), _lines.Text(1), (int)_lines.Number(2), _lines.Number(3),
                (int)_lines.Number(4), _lines.Number(5)));
        }

        var order = new Order(
            orderId, _order.Text(0), _order.Text(1), lines, _order.Number(2), _order.Text(3),
            _order.TextOrNull(4), DateTimeOffset.FromUnixTimeMilliseconds(_order.Number(5)));
        _order.Reset();
        return order;
    }

    public void Dispose()
    {
        _order.Dispose();
        _lines.Dispose();
    }
}
