using System.Globalization;
using Storehouse.Cli.Client;

namespace Storehouse.Cli.Output;

/// <summary>Minor units of the currencies of ISO 4217 that do not have two decimals.</summary>
internal static class Currencies
{
    // Far above any price, and still exact as a count of the smallest units.
    private const decimal AmountLimit = 100_000_000_000_000m;

    private static readonly string[] WithoutDecimals =
    [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
        "XAF", "XOF", "XPF",
    ];

    private static readonly string[] WithThree = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    private static readonly string[] WithFour = ["CLF", "UYW"];

    public static string ToMajor(Money money)
    {
        var decimals = Decimals(money.Currency);
        return (money.Amount / Scale(decimals)).ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <exception cref="FormatException">Not an amount of this currency; nothing is rounded.</exception>
    public static Money ToMinor(string amount, string currency)
    {
        if (!decimal.TryParse(
            amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var major))
        {
            throw new FormatException($"'{amount}' is not an amount such as 12.95");
        }

        if (Math.Abs(major) >= AmountLimit)
        {
            throw new FormatException($"{amount} is too large");
        }

        var decimals = Decimals(currency);
        var minor = major * Scale(decimals);
        return minor == decimal.Truncate(minor)
            ? new Money((long)minor, currency)
            : throw new FormatException($"{amount} has more decimals than {currency} has ({decimals})");
    }

    private static int Decimals(string currency) =>
        WithoutDecimals.Contains(currency) ? 0
        : WithThree.Contains(currency) ? 3
        : WithFour.Contains(currency) ? 4
        : 2;

    private static decimal Scale(int decimals) => (decimal)Math.Pow(10, decimals);
}
