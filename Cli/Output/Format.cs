using System.Globalization;
using Spectre.Console;
using Storehouse.Cli.Client;

namespace Storehouse.Cli.Output;

/// <summary>How figures, times and states are written for people.</summary>
internal static class Format
{
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    public static string Signed(long number) => number.ToString("+#,0;-#,0;0", CultureInfo.InvariantCulture);

    /// <summary><c>12.95 GBP</c></summary>
    public static string? Money(Money? money) => money is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{Currencies.ToMajor(money)} {money.Currency}");

    /// <summary>Local, with its offset: <c>2026-01-31 14:00:00 +01:00</c>.</summary>
    public static string? Time(DateTimeOffset? time) =>
        time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary><c>1:02:03</c>, or <c>2:03</c>.</summary>
    public static string Span(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}:{span:mm\\:ss}")
        : string.Create(CultureInfo.InvariantCulture, $"{span:m\\:ss}");

    public static string Bytes(double bytes) => bytes switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes:0} B"),
    };

    /// <summary>A state, green where all went well, red where it did not.</summary>
    public static Cell Status(string status) => new(status, status switch
    {
        "confirmed" or "partially_shipped" or "shipped" or "completed" => Color.Green,
        "pending" or "reserved" or "receiving" or "running" => Color.Yellow,
        "rejected" or "expired" or "failed" => Color.Red,
        _ => null,
    });
}
