namespace Storehouse.Tests.Baseline.Postgres;

/// <summary>
/// What an order wants, each SKU once and in SKU order: the habit that keeps a database from deadlocking.
/// </summary>
public sealed class Demand
{
    private readonly IReadOnlyList<OrderLineRequest> _lines;
    private readonly Stock[] _stock;

    public Demand(IReadOnlyList<OrderLineRequest> lines)
    {
        _lines = lines;
        var wanted = lines.GroupBy(line => line.Sku!, line => (long)line.Quantity, StringComparer.Ordinal)
            .OrderBy(sku => sku.Key, StringComparer.Ordinal).ToArray();
        Skus = [.. wanted.Select(sku => sku.Key)];
        Quantities = [.. wanted.Select(sku => sku.Sum())];
        _stock = new Stock[wanted.Length];
    }

    public string[] Skus { get; }

    public long[] Quantities { get; }

    public bool IsShort { get; private set; }

    public Stock this[int index]
    {
        get => _stock[index];
        set
        {
            _stock[index] = value;
            IsShort |= value.Available < Quantities[index];
        }
    }

    public int LineOf(int index) =>
        _lines.Index().First(line => line.Item.Sku == Skus[index]).Index;

    public Order Order(string id, string userId, string? reference, DateTimeOffset at)
    {
        var left = _stock.Select((stock, index) => Math.Max(stock.Available, 0)).ToArray();
        var lines = new OrderLine[_lines.Count];
        foreach (var (number, line) in _lines.Index())
        {
            var index = Array.BinarySearch(Skus, line.Sku, StringComparer.Ordinal);
            var enough = _stock[index].Available >= Quantities[index];
            lines[number] = new(
                number + 1, line.Sku!, line.Quantity, _stock[index].UnitPrice, IsShort ? 0 : line.Quantity,
                enough ? line.Quantity : left[index]);
            left[index] = Math.Max(0, left[index] - line.Quantity);
        }

        return new(
            id, userId, IsShort ? Baseline.Order.Rejected : Baseline.Order.Confirmed, lines,
            lines.Sum(line => line.UnitPrice * line.Quantity), _stock[0].Currency, reference, at);
    }
}

/// <param name="Available">Units that could be had before this order took its own.</param>
/// <param name="OnHand">After it.</param>
/// <param name="Reserved">After it.</param>
public readonly record struct Stock(
    long UnitPrice, string Currency, long Available, long OnHand, long Reserved);
