using System.Collections.Immutable;
using System.Text.Json;
using Storehouse.Http;
using Storehouse.Imports.Reading;
using Storehouse.Inventory;

namespace Storehouse.Imports.Items;

/// <summary>How the rows of an items file are to be understood.</summary>
/// <param name="Decimals">Of the file's currency.</param>
/// <param name="NotStocked">SKUs without stock, whatever the file says.</param>
/// <param name="OpeningStockFactor">Part of the opening stock to receive, rounded down.</param>
internal sealed record ItemFileSettings(
    FileFormat Format, string Currency, int Decimals, IReadOnlySet<string> NotStocked,
    decimal OpeningStockFactor);

/// <summary>
/// Reads the row of one item. An item without a usual price is written at 0: the file does not know better.
/// </summary>
internal static class ItemRules
{

    public static ReadItem Read(RowGroup group, ItemFileSettings settings)
    {
        var faults = ImmutableArray.CreateBuilder<Reason>();
        foreach (var row in group.Rows)
        {
            faults.AddRange(row.Faults.Select(
                fault => new Reason(row.Line, ReasonCodes.MalformedRow, fault)));
        }

        if (group.Count > 1)
        {
            faults.AddRange(group.Rows.Select(row => new Reason(
                row.Line, ReasonCodes.DuplicateSku, $"The file has {group.Count} rows of this SKU.")));
        }

        var sku = group.Key ?? "";
        if (faults.Count > 0)
        {
            return new(sku, null, 0, faults.ToImmutable());
        }

        var fields = new RowFields(group.Rows[0], ItemFile.Of(settings.Format), faults);
        fields.Sku(ItemFile.Sku);
        var (name, description) = Texts(fields, sku);
        var price = PriceOf(fields, settings);
        var attributes = AttributesOf(fields);
        var threshold = fields.Text(ItemFile.LowStockThreshold) == ""
            ? 0
            : fields.WholeNumber(ItemFile.LowStockThreshold, min: 0);
        var backorder = BackorderOf(fields);
        var stocked = fields.Boolean(ItemFile.Stocked, otherwise: true) == true
            && !settings.NotStocked.Contains(sku);
        var opening = OpeningStockOf(fields, settings);
        return faults.Count > 0
            ? new(sku, null, 0, faults.ToImmutable())
            : new(
                sku,
                new(name!, description, price!.Value, attributes, threshold ?? 0, backorder, stocked),
                stocked ? opening : 0,
                []);
    }

    private static (string? Name, string? Description) Texts(RowFields fields, string sku)
    {
        if (fields.Has(ItemFile.Name))
        {
            return (
                fields.Name(ItemFile.Name, ItemEndpoints.NameLengthMax),
                fields.OptionalName(
                    ItemFile.Description, ItemEndpoints.DescriptionLengthMax, multiline: true));
        }

        var name = fields.OptionalName(ItemFile.Description, ItemEndpoints.NameLengthMax)?.Trim();
        return (string.IsNullOrEmpty(name) ? sku : name, null);
    }

    private static Money? PriceOf(RowFields fields, ItemFileSettings settings)
    {
        switch (fields.Has(ItemFile.UsualUnitPrice), fields.Has(ItemFile.UnitPrice))
        {
            case (true, true):
                fields.Malformed(ItemFile.UnitPrice, $"is given beside {ItemFile.UsualUnitPrice}");
                return null;
            case (false, true):
                return MoneyOf(fields);
            case (true, false) when fields.Text(ItemFile.UsualUnitPrice) == "":
                return new(0, settings.Currency);
            case (true, false):
                return fields.Price(ItemFile.UsualUnitPrice, settings.Decimals) is { } amount
                    ? Bounded(fields, new(amount, settings.Currency))
                    : null;
            default:
                fields.Malformed(ItemFile.UsualUnitPrice, $"is missing, and so is {ItemFile.UnitPrice}");
                return null;
        }
    }

    private static Money? Bounded(RowFields fields, Money price)
    {
        if (price.Amount <= ItemEndpoints.PriceMax)
        {
            return price;
        }

        fields.Add(ReasonCodes.TooLarge, $"A price is at most {ItemEndpoints.PriceMax} minor units.");
        return null;
    }

    private static Money? MoneyOf(RowFields fields)
    {
        var text = fields.Text(ItemFile.UnitPrice);
        using var document = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        if (document.RootElement.TryGetProperty("amount", out var amount)
            && amount.ValueKind == JsonValueKind.Number && amount.TryGetInt64(out var units) && units >= 0
            && document.RootElement.TryGetProperty("currency", out var currency)
            && TextOf(currency) is { } code && Currencies.TryGetDecimals(code, out _)
            && document.RootElement.GetPropertyCount() == 2)
        {
            return Bounded(fields, new(units, code));
        }

        fields.Malformed(ItemFile.UnitPrice, "is not an amount of minor units with a currency");
        return null;
    }

    private static ImmutableSortedDictionary<string, string> AttributesOf(RowFields fields)
    {
        if (fields.Text(ItemFile.Attributes) is not { Length: > 0 } text)
        {
            return ImmutableSortedDictionary<string, string>.Empty;
        }

        using var document = JsonDocument.Parse(text);
        var attributes = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var attribute in document.RootElement.EnumerateObject())
        {
            if (TextOf(attribute.Value) is not { } value
                || TextRules.Check(
                    attribute.Name, 1, ItemEndpoints.AttributeNameMax, multiline: false) is not null
                || TextRules.Check(value, 0, ItemEndpoints.AttributeValueMax, multiline: true) is not null
                || attributes.Count == ItemEndpoints.AttributesMax)
            {
                fields.Malformed(
                    ItemFile.Attributes, $"has more than {ItemEndpoints.AttributesMax} or other than texts");
                break;
            }

            attributes[attribute.Name] = value;
        }

        return attributes.ToImmutable();
    }

    // Null for what is no string, or holds half of a surrogate pair.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static BackorderPolicy BackorderOf(RowFields fields)
    {
        if (fields.Text(ItemFile.Backorder) is { Length: > 0 } text
            && !EnumNames.TryParse<BackorderPolicy>(text, out _))
        {
            fields.Malformed(ItemFile.Backorder, "is neither deny nor allow");
        }

        return fields.Text(ItemFile.Backorder) == EnumNames.Of(BackorderPolicy.Allow)
            ? BackorderPolicy.Allow
            : BackorderPolicy.Deny;
    }

    private static int OpeningStockOf(RowFields fields, ItemFileSettings settings)
    {
        var (file, item) = (fields.Text(ItemFile.LeastOpeningStock), fields.Text(ItemFile.OpeningStock));
        if (file.Length > 0 && item.Length > 0)
        {
            fields.Malformed(ItemFile.OpeningStock, $"is given beside {ItemFile.LeastOpeningStock}");
            return 0;
        }

        var column = file.Length > 0 ? ItemFile.LeastOpeningStock : ItemFile.OpeningStock;
        if (file.Length + item.Length == 0 || fields.WholeNumber(column, min: 0) is not { } units)
        {
            return 0;
        }

        var opening = decimal.Floor(units * settings.OpeningStockFactor);
        if (opening > int.MaxValue)
        {
            fields.Add(ReasonCodes.TooLarge, $"An opening stock of {opening} units is too large.");
            return 0;
        }

        return (int)opening;
    }
}
