using Microsoft.Data.Sqlite;

namespace Storehouse.Tests.Baseline;

/// <summary>
/// Places orders on one connection, one transaction each. Not safe for two callers at once: SQLite has one
/// writer anyway, see <see cref="OrderWriter"/>.
/// </summary>
public sealed class OrderBook : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _claimKey;
    private readonly Statement _readKey;
    private readonly Statement _reserve;
    private readonly Statement _readItem;
    private readonly Statement _addOrder;
    private readonly Statement _addLine;
    private readonly Statement _addEntry;
    private readonly OrderReader _reader;

    public OrderBook(SqliteConnection connection, TimeProvider time)
    {
        _time = time;
        _begin = new(connection, "BEGIN IMMEDIATE");
        _commit = new(connection, "COMMIT");
        _rollback = new(connection, "ROLLBACK");
        _claimKey = new(connection, """
            INSERT INTO idempotency (key, fingerprint, order_id) VALUES (?1, ?2, ?3)
            ON CONFLICT (key) DO NOTHING
            """);
        _readKey = new(connection, "SELECT fingerprint, order_id FROM idempotency WHERE key = ?1");
        _reserve = new(connection, """
            UPDATE items SET reserved = reserved + ?2 WHERE sku = ?1 AND on_hand - reserved >= ?2
            RETURNING unit_price, currency, on_hand, reserved
            """);
        _readItem = new(connection, """
            SELECT unit_price, currency, on_hand - reserved FROM items WHERE sku = ?1
            """);
        _addOrder = new(connection, """
            INSERT INTO orders (id, user_id, status, total, currency, reference, placed_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        _addLine = new(connection, """
            INSERT INTO order_lines (order_id, line, sku, quantity, unit_price, reserved, available)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        _addEntry = new(connection, """
            INSERT INTO ledger (sku, at, kind, quantity, order_id, on_hand, reserved)
            VALUES (?1, ?2, 'reserved', ?3, ?4, ?5, ?6)
            """);
        _reader = new(connection);
    }

    public PlaceResult Place(OrderRequest request, string userId, string key, byte[] fingerprint)
    {
        var scopedKey = $"{userId}/{key}";
        var orderId = $"ord_{Guid.CreateVersion7(_time.GetUtcNow()):N}";
        var at = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        _begin.Run();
        try
        {
            if (_claimKey.Bind(1, scopedKey).Bind(2, fingerprint).Bind(3, orderId).Run() == 0)
            {
                var earlier = Replay(scopedKey, fingerprint);
                _rollback.Run();
                return earlier;
            }

            var taken = Take(request.Lines!);
            if (taken.UnknownLine >= 0)
            {
                _rollback.Run();
                return new(PlaceOutcome.UnknownSku, UnknownLine: taken.UnknownLine);
            }

            if (taken.Short)
            {
                // What other lines took goes back; the refusal itself is kept, under the same key.
                taken.GiveBack();
                _rollback.Run();
                _begin.Run();
                _claimKey.Bind(1, scopedKey).Bind(2, fingerprint).Bind(3, orderId).Run();
            }

            var order = new Order(
                orderId, userId, taken.Short ? Order.Rejected : Order.Confirmed, taken.Lines,
                taken.Lines.Sum(line => line.UnitPrice * line.Quantity), taken.Currency, request.Reference,
                at);
            Write(order, taken);
            _commit.Run();
            return new(PlaceOutcome.Placed, order);
        }
        catch
        {
            _rollback.Run();
            throw;
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
        _claimKey.Dispose();
        _readKey.Dispose();
        _reserve.Dispose();
        _readItem.Dispose();
        _addOrder.Dispose();
        _addLine.Dispose();
        _addEntry.Dispose();
        _reader.Dispose();
    }

    private PlaceResult Replay(string scopedKey, byte[] fingerprint)
    {
        _readKey.Bind(1, scopedKey).Read();
        var same = _readKey.Blob(0).SequenceEqual(fingerprint);
        var orderId = _readKey.Text(1);
        _readKey.Reset();
        return same ? new(PlaceOutcome.Replayed, _reader.Read(orderId)) : new(PlaceOutcome.KeyReused);
    }

    // Items are taken in SKU order, each once: the habit that keeps any SQL database from deadlocking.
    private Taken Take(IReadOnlyList<OrderLineRequest> lines)
    {
        var bySku = new int[lines.Count];
        for (var index = 0; index < bySku.Length; index++)
        {
            bySku[index] = index;
        }

        Array.Sort(bySku, (left, right) => string.CompareOrdinal(lines[left].Sku, lines[right].Sku));
        var taken = new Taken(new OrderLine[lines.Count]);
        for (var start = 0; start < bySku.Length;)
        {
            var end = start;
            var wanted = 0L;
            for (; end < bySku.Length && lines[bySku[end]].Sku == lines[bySku[start]].Sku; end++)
            {
                wanted += lines[bySku[end]].Quantity;
            }

            var stock = Reserve(lines[bySku[start]].Sku!, wanted);
            if (stock is null)
            {
                taken.UnknownLine = bySku[start];
                return taken;
            }

            Spread(lines, bySku.AsSpan(start, end - start), stock.Value, taken);
            start = end;
        }

        return taken;
    }

    private Stock? Reserve(string sku, long wanted)
    {
        if (_reserve.Bind(1, sku).Bind(2, wanted).Read())
        {
            var stock = new Stock(
                _reserve.Number(0), _reserve.Text(1), Short: false, wanted, _reserve.Number(2),
                _reserve.Number(3));
            _reserve.Reset();
            return stock;
        }

        if (!_readItem.Bind(1, sku).Read())
        {
            return null;
        }

        var refused = new Stock(
            _readItem.Number(0), _readItem.Text(1), Short: true, _readItem.Number(2), OnHand: 0, Reserved: 0);
        _readItem.Reset();
        return refused;
    }

    private static void Spread(
        IReadOnlyList<OrderLineRequest> lines, ReadOnlySpan<int> indexes, Stock stock, Taken taken)
    {
        taken.Currency = stock.Currency;
        taken.Short |= stock.Short;
        var left = stock.Available;
        foreach (var index in indexes)
        {
            var quantity = lines[index].Quantity;
            taken.Lines[index] = new(
                index + 1, lines[index].Sku!, quantity, stock.UnitPrice, stock.Short ? 0 : quantity,
                stock.Short ? left : quantity);
            left = Math.Max(0, left - quantity);
        }

        if (!stock.Short)
        {
            taken.Entries.Add((lines[indexes[0]].Sku!, stock));
        }
    }

    private void Write(Order order, Taken taken)
    {
        var at = order.PlacedAt.ToUnixTimeMilliseconds();
        _addOrder.Bind(1, order.Id).Bind(2, order.UserId).Bind(3, order.Status).Bind(4, order.Total)
            .Bind(5, order.Currency).Bind(6, order.Reference).Bind(7, at).Run();
        foreach (var line in order.Lines)
        {
            _addLine.Bind(1, order.Id).Bind(2, line.Number).Bind(3, line.Sku).Bind(4, line.Quantity)
                .Bind(5, line.UnitPrice).Bind(6, line.Reserved).Bind(7, line.Available).Run();
        }

        foreach (var (sku, stock) in taken.Entries)
        {
            _addEntry.Bind(1, sku).Bind(2, at).Bind(3, stock.Available).Bind(4, order.Id)
                .Bind(5, stock.OnHand).Bind(6, stock.Reserved).Run();
        }
    }

    /// <param name="Available">Units taken; when short, the units there were.</param>
    private readonly record struct Stock(
        long UnitPrice, string Currency, bool Short, long Available, long OnHand, long Reserved);

    private sealed class Taken(OrderLine[] lines)
    {
        public OrderLine[] Lines { get; } = lines;

        public List<(string Sku, Stock Stock)> Entries { get; } = new(lines.Length);

        public string Currency { get; set; } = "";

        public bool Short { get; set; }

        public int UnknownLine { get; set; } = -1;

        public void GiveBack()
        {
            Entries.Clear();
            for (var index = 0; index < Lines.Length; index++)
            {
                Lines[index] = Lines[index] with { Reserved = 0 };
            }
        }
    }
}
