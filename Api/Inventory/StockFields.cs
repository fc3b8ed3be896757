using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>Fields that requests about stock share.</summary>
internal static class StockFields
{
    public const int QuantityMax = 1_000_000_000;
    public const int ReasonLengthMax = 200;
    public const int ReferenceLengthMax = 200;
    public const string MainLocation = "main";

    /// <summary>What <see cref="SkuRules"/> say, as near as a regular expression comes.</summary>
    private const string SkuPattern = @"^[^/\\\s]([^/\\]*[^/\\\s])?$";
    private const string LocationPattern = "^[A-Za-z0-9._-]+$";

    public static string Sku(this JsonFields fields, string name)
    {
        var sku = fields.RequiredString(name, SkuRules.SkuLengthMax);
        fields.Form(name, pattern: SkuPattern);
        if (sku is { Length: > 0 } && !SkuRules.IsSku(sku))
        {
            fields.Fault(
                name, FaultCodes.InvalidFormat, "Not a SKU: outer spaces, slashes and dots alone cannot be one.");
        }

        return sku;
    }

    public static string? OptionalLocation(this JsonFields fields, string name) =>
        CheckLocation(fields, name, fields.OptionalString(name, SkuRules.LocationLengthMax));

    public static string RequiredLocation(this JsonFields fields, string name) =>
        CheckLocation(fields, name, fields.RequiredString(name, SkuRules.LocationLengthMax))!;

    /// <summary>Null for a soundly formed SKU in the path; there is nothing under any other.</summary>
    public static Problem? CheckPath(string sku) =>
        SkuRules.IsSku(sku) ? null : UnknownSku(sku);

    public static Problem UnknownSku(string sku) => Problems.NotFound($"The catalogue has no SKU '{sku}'.");

    private static string? CheckLocation(JsonFields fields, string name, string? location)
    {
        fields.Form(name, pattern: LocationPattern);
        if (location is { Length: > 0 } && !SkuRules.IsLocation(location))
        {
            fields.Fault(
                name, FaultCodes.InvalidFormat, "Letters, digits, '.', '_' and '-' only.");
        }

        return location;
    }
}
