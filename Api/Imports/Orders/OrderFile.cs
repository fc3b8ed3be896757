using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Orders;

/// <summary>The columns of an orders file.</summary>
internal static class OrderFile
{
    public const string OrderId = "order_id";
    public const string PlacedAt = "placed_at";
    public const string CustomerId = "customer_id";
    public const string Country = "country";
    public const string Sku = "sku";
    public const string Description = "description";
    public const string Quantity = "quantity";
    public const string UnitPrice = "unit_price";

    public static FileColumns Columns { get; } = new(
        OrderId,
        new(OrderId, Required: true),
        new(PlacedAt, Required: true),
        new(CustomerId, Required: true),
        new(Country, Kind: ColumnKind.Ignored),
        new(Sku, Required: true),
        new(Description, Required: true),
        new(Quantity, Required: true),
        new(UnitPrice, Required: true));
}
