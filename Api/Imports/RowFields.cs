using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Storehouse.Http;
using Storehouse.Imports.Reading;
using Storehouse.Inventory;

namespace Storehouse.Imports;

/// <summary>Reads the values of one row and gathers every fault.</summary>
internal sealed partial class RowFields(
    FileRow row, FileColumns columns, ImmutableArray<Reason>.Builder reasons)
{
    public long Line => row.Line;

    /// <summary>Whether the row has the column at all, if only empty.</summary>
    public bool Has(string column) => Value(column) is not null;

    /// <summary>The value as it stands; empty when there is none.</summary>
    public string Text(string column) => Value(column) ?? "";

    /// <summary>Text of 1 to <paramref name="max"/> characters.</summary>
    public string? Name(string column, int max) => Checked(column, min: 1, max);

    /// <summary>Text of at most <paramref name="max"/> characters; null when empty.</summary>
    public string? OptionalName(string column, int max, bool multiline = false) =>
        Text(column).Length == 0 ? null : Checked(column, min: 1, max, multiline);

    public string? Sku(string column)
    {
        if (SkuRules.IsSku(Text(column)))
        {
            return Text(column);
        }

        Malformed(column, Text(column).Length > SkuRules.SkuLengthMax
            ? $"is longer than {SkuRules.SkuLengthMax} characters"
            : "is not a SKU");
        return null;
    }

    /// <summary>A whole number that is not empty.</summary>
    public int? WholeNumber(string column, int min = int.MinValue)
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign;
        if (int.TryParse(Text(column), Plain, CultureInfo.InvariantCulture, out var number) && number >= min)
        {
            return number;
        }

        Malformed(column, "is not a whole number" + (min == int.MinValue ? "" : $" of {min} or more"));
        return null;
    }

    /// <summary>A price in minor units.</summary>
    /// <param name="decimals">Of the currency.</param>
    public long? Price(string column, int decimals)
    {
        var text = Text(column);
        if (!PriceText().IsMatch(text))
        {
            Malformed(column, "is not an amount of money");
            return null;
        }

        var price = decimal.Parse(text, CultureInfo.InvariantCulture);
        if (price < 0)
        {
            Add(ReasonCodes.NegativePrice, $"The price {text} is negative.");
        }

        var units = price;
        for (var place = 0; place < decimals; place++)
        {
            units *= 10;
        }

        if (units != decimal.Truncate(units))
        {
            Add(ReasonCodes.TooManyDecimals, $"The price {text} has more than {decimals} decimals.");
            return null;
        }

        return price < 0 ? null : (long)units;
    }

    public DateTimeOffset? Time(string column, TimeZoneInfo zone, DateTimeOffset latest)
    {
        if (!FileTime.TryParse(Text(column), zone, out var at))
        {
            Malformed(column, "is not a time such as 2011-12-09T12:50:00");
            return null;
        }

        if (at > latest)
        {
            Malformed(column, "is in the future");
            return null;
        }

        return at;
    }

    public bool? Boolean(string column, bool otherwise)
    {
        switch (Text(column))
        {
            case "":
                return otherwise;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Malformed(column, "is neither true nor false");
                return null;
        }
    }

    public void Malformed(string column, string what) =>
        Add(ReasonCodes.MalformedRow, $"{column} {what}: '{Shortened(Text(column))}'.");

    public void Add(string code, string detail) => reasons.Add(new(row.Line, code, detail));

    private string? Value(string column) =>
        columns.IndexOf(column) is >= 0 and var index ? row.Values[index] : null;

    private string? Checked(string column, int min, int max, bool multiline = false)
    {
        var text = Text(column);
        if (TextRules.Check(text, min, max, multiline) is not { } broken)
        {
            return text;
        }

        Add(ReasonCodes.MalformedRow, $"{column}: {broken.Detail}");
        return null;
    }

    private static string Shortened(string text) =>
        text.Length <= 40 ? text : string.Concat(text.AsSpan(0, 40), "…");

    // No more digits than a decimal holds exactly, so that none is rounded away in reading.
    [GeneratedRegex(@"^[+-]?[0-9]{1,15}(\.[0-9]{1,12})?\z")]
    private static partial Regex PriceText();
}
