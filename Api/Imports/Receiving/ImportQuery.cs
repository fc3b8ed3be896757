using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Storehouse.Http;
using Storehouse.Imports.Reading;
using Storehouse.Inventory;

namespace Storehouse.Imports.Receiving;

/// <summary>Reads what a request says about its file.</summary>
internal static partial class ImportQuery
{
    private const string Csv = "text/csv";
    private const string Ndjson = "application/x-ndjson";
    private const string DefaultCurrency = "GBP";
    private const string DefaultSource = "file";
    private const string DefaultTimeZone = "Europe/London";
    private const int NotStockedMax = 1_000;
    private const decimal FactorMax = 1_000;

    /// <summary>The media types a file may have.</summary>
    public static string[] MediaTypes { get; } = [Csv, Ndjson];

    /// <summary>The settings, or the problem with the request.</summary>
    public static Problem? Read(
        HttpContext context, Caller caller, ImportKind kind, out ImportSettings settings)
    {
        settings = null!;
        if (FormatOf(context.Request) is not { } format)
        {
            return Problems.UnsupportedMediaType(MediaTypes);
        }

        if (context.Request.Headers.ContentEncoding is { Count: > 0 } encoding
            && encoding != "gzip" && encoding != "identity")
        {
            return Problems.Of(
                ProblemKinds.UnsupportedMediaType, "Content-Encoding may be gzip or identity.");
        }

        var query = new QueryFields(context.Request);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        settings = ReadSettings(query, kind, format, caller.Id, now);
        return query.Problem();
    }

    internal static ImportSettings ReadSettings(
        QueryFields query, ImportKind kind, FileFormat format, string actor, DateTimeOffset now)
    {
        var isOrders = kind == ImportKind.Orders;
        return new(
            format,
            actor,
            now,
            CurrencyOf(query),
            LocationOf(query),
            isOrders ? SourceOf(query) : "",
            isOrders ? TimeZoneOf(query) : "",
            isOrders ? [] : query.Texts("not_stocked", NotStockedMax, SkuRules.SkuLengthMax),
            isOrders ? 1 : FactorOf(query));
    }

    private static FileFormat? FormatOf(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        return type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) ? FileFormat.Csv
            : type.MediaType.Equals(Ndjson, StringComparison.OrdinalIgnoreCase) ? FileFormat.Ndjson
            : null;
    }

    private static string CurrencyOf(QueryFields query)
    {
        var currency = query.Text("currency") ?? DefaultCurrency;
        if (!Currencies.TryGetDecimals(currency, out _))
        {
            query.Fault("currency", FaultCodes.InvalidValue, "Must be a code of ISO 4217, such as GBP.");
        }

        return currency;
    }

    private static string LocationOf(QueryFields query)
    {
        var location = query.Text("location") ?? StockFields.MainLocation;
        if (!SkuRules.IsLocation(location))
        {
            query.Fault("location", FaultCodes.InvalidFormat, "Letters, digits, '.', '_' and '-' only.");
        }

        return location;
    }

    private static string SourceOf(QueryFields query)
    {
        var source = query.Text("source") ?? DefaultSource;
        if (!SourceName().IsMatch(source))
        {
            query.Fault("source", FaultCodes.InvalidFormat, "1 to 64 letters, digits, '.', '_' or '-'.");
        }

        return source;
    }

    private static string TimeZoneOf(QueryFields query)
    {
        var zone = query.Text("time_zone") ?? DefaultTimeZone;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            query.Fault("time_zone", FaultCodes.InvalidValue, "This server knows no such IANA time zone.");
        }

        return zone;
    }

    private static decimal FactorOf(QueryFields query)
    {
        const string Name = "opening_stock_factor";
        if (query.Text(Name) is not { } text)
        {
            return 1;
        }

        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var factor)
            || factor > FactorMax)
        {
            query.Fault(Name, FaultCodes.OutOfRange, $"Must be a number from 0 to {FactorMax}.");
        }

        return factor;
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex SourceName();
}
