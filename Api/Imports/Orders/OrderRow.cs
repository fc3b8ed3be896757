namespace Storehouse.Imports.Orders;

internal enum OrderRowKind
{
    /// <summary>It has faults.</summary>
    None,
    Adjustment,
    Return,
    Sale,
}

/// <summary>One row of an order, by itself.</summary>
/// <param name="Number">Its place among the order's rows, from 1.</param>
/// <param name="Customer">Null = none named.</param>
/// <param name="Sku">Null when it is no SKU at all.</param>
internal sealed record OrderRow(
    long Line, int Number, DateTimeOffset PlacedAt, string? Customer, string? Sku, string Reason,
    int Quantity, long UnitPrice, OrderRowKind Kind)
{
    public static OrderRow Read(RowFields fields, int number, OrderFileSettings settings)
    {
        var id = fields.Name(OrderFile.OrderId, OrderRules.IdLengthMax);
        var at = fields.Time(OrderFile.PlacedAt, settings.Zone, settings.Latest);
        var named = fields.Text(OrderFile.CustomerId).Length > 0;
        var customer = fields.OptionalName(OrderFile.CustomerId, OrderRules.IdLengthMax);
        var sku = fields.Sku(OrderFile.Sku);
        var description = fields.OptionalName(OrderFile.Description, OrderRules.DescriptionLengthMax)?.Trim();
        var quantity = QuantityOf(fields);
        var price = fields.Price(OrderFile.UnitPrice, settings.Decimals);
        var kind = (quantity, price, id) switch
        {
            (null, _, _) or (_, null, _) or (_, _, null) => OrderRowKind.None,
            (_, 0, _) when !named => OrderRowKind.Adjustment,
            ( > 0, _, _) when OrderRules.IsReturn(id) =>
                Refuse(fields, "is not negative, as a return's must be"),
            ( < 0, _, _) when !OrderRules.IsReturn(id) => Refuse(fields, "is negative, in a sale"),
            _ => OrderRules.IsReturn(id) ? OrderRowKind.Return : OrderRowKind.Sale,
        };
        return new(
            fields.Line, number, at ?? default, customer, sku,
            string.IsNullOrEmpty(description) ? OrderRules.Unexplained : description,
            quantity ?? 0, price ?? 0, sku is null ? OrderRowKind.None : kind);
    }

    // The least number has no positive counterpart for a return to bring.
    private static int? QuantityOf(RowFields fields)
    {
        var quantity = fields.WholeNumber(OrderFile.Quantity);
        if (quantity is not (0 or int.MinValue))
        {
            return quantity;
        }

        fields.Malformed(OrderFile.Quantity, quantity == 0 ? "is 0" : "is too large");
        return null;
    }

    private static OrderRowKind Refuse(RowFields fields, string what)
    {
        fields.Malformed(OrderFile.Quantity, what);
        return OrderRowKind.None;
    }
}
