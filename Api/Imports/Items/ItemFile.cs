using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Items;

/// <summary>The columns of an items file.</summary>
internal static class ItemFile
{
    public const string Sku = "sku";
    public const string Name = "name";
    public const string Description = "description";
    public const string UsualUnitPrice = "usual_unit_price";
    public const string UnitPrice = "unit_price";
    public const string Attributes = "attributes";
    public const string LeastOpeningStock = "least_opening_stock";
    public const string OpeningStock = "opening_stock";
    public const string Stocked = "stocked";
    public const string LowStockThreshold = "low_stock_threshold";
    public const string Backorder = "backorder";

    private static readonly string[] NotNeeded =
    [
        "lines", "units_sold", "units_returned", "units_adjusted_in", "units_adjusted_out", "first_seen",
    ];

    public static FileColumns Csv { get; } = Of(
        new(Description, Required: true),
        new(UsualUnitPrice, Required: true));

    /// <summary>Also takes an item's fields as the API writes them.</summary>
    public static FileColumns Ndjson { get; } = Of(
        new(Description),
        new(UsualUnitPrice),
        new(UnitPrice, Kind: ColumnKind.Object),
        new(Attributes, Kind: ColumnKind.Object),
        new("updated_at", Kind: ColumnKind.Ignored),
        new("available", Kind: ColumnKind.Ignored));

    public static FileColumns Of(FileFormat format) => format == FileFormat.Csv ? Csv : Ndjson;

    private static FileColumns Of(params FileColumn[] others) => new(
        Sku,
        [
            new(Sku, Required: true),
            new(Name),
            new(LeastOpeningStock),
            new(OpeningStock),
            new(Stocked),
            new(LowStockThreshold),
            new(Backorder),
            .. others,
            .. NotNeeded.Select(name => new FileColumn(name, Kind: ColumnKind.Ignored)),
        ]);
}
