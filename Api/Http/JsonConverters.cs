using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Http;

/// <summary>RFC 3339 times in UTC with a <c>Z</c>, and as many fractional digits as there are.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Rfc3339.Format(value));
}

/// <summary>Enum members as <c>snake_case</c> text.</summary>
public sealed class SnakeCaseEnumConverter<T>()
    : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Times on the wire.</summary>
public static class Rfc3339
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Takes a date and time with an offset or a <c>Z</c>: a local time is ambiguous.</summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        var zoned = text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-');
        return DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && zoned;
    }
}
