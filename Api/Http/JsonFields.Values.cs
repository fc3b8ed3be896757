using System.Text.Json;

namespace Storehouse.Http;

public partial class JsonFields
{
    /// <summary>Text of <paramref name="min"/> to <paramref name="max"/> characters.</summary>
    /// <param name="multiline">Also takes line feeds and tabs.</param>
    public string RequiredString(string name, int max, int min = 1, bool multiline = false)
    {
        _shape?.Add(name, Shapes.Text(min, max), required: true, nullable: false);
        return ReadText(PointerTo(name), Take(name, required: true, nullable: false), min, max, multiline) ?? "";
    }

    /// <param name="nullable">False where a null would mean to remove what cannot be removed.</param>
    public string? OptionalString(
        string name, int max, int min = 1, bool multiline = false, bool nullable = true)
    {
        _shape?.Add(name, Shapes.Text(min, max), required: false, nullable);
        return ReadText(PointerTo(name), Take(name, required: false, nullable), min, max, multiline);
    }

    /// <summary>A whole number, both bounds included.</summary>
    public int RequiredInt(string name, int min, int max) => (int)RequiredLong(name, min, max);

    public int? OptionalInt(string name, int min, int max, bool nullable = true)
    {
        _shape?.Add(name, Shapes.Integer(min, max), required: false, nullable);
        return (int?)ReadInteger(PointerTo(name), Take(name, required: false, nullable), min, max);
    }

    public long RequiredLong(string name, long min, long max)
    {
        _shape?.Add(name, Shapes.Integer(min, max), required: true, nullable: false);
        return ReadInteger(PointerTo(name), Take(name, required: true, nullable: false), min, max) ?? 0;
    }

    public bool? OptionalBoolean(string name, bool nullable = true)
    {
        _shape?.Add(name, Shapes.Boolean(), required: false, nullable);
        if (Take(name, required: false, nullable) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fault(name, FaultCodes.WrongType, "Must be true or false.");
        return null;
    }

    public T RequiredEnum<T>(string name)
        where T : struct, Enum
    {
        _shape?.Add(name, Shapes.Enum<T>(), required: true, nullable: false);
        return ReadEnum<T>(PointerTo(name), Take(name, required: true, nullable: false)) ?? default;
    }

    public T? OptionalEnum<T>(string name, bool nullable = true)
        where T : struct, Enum
    {
        _shape?.Add(name, Shapes.Enum<T>(), required: false, nullable);
        return ReadEnum<T>(PointerTo(name), Take(name, required: false, nullable));
    }

    /// <summary>An RFC 3339 time.</summary>
    public DateTimeOffset? OptionalTime(string name)
    {
        var given = OptionalString(name, max: 40);
        Form(name, format: "date-time");
        if (given is not { } text)
        {
            return null;
        }

        if (Rfc3339.TryParse(text, out var time))
        {
            return time;
        }

        Fault(name, FaultCodes.InvalidFormat, "Must be an RFC 3339 time such as 2026-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>An ISO 8601 duration, positive and at most <paramref name="max"/>.</summary>
    public TimeSpan? OptionalDuration(string name, TimeSpan max)
    {
        var given = OptionalString(name, max: 40);
        Form(name, format: "duration");
        if (given is not { } text)
        {
            return null;
        }

        if (!Iso8601Duration.TryParse(text, out var duration))
        {
            Fault(name, FaultCodes.InvalidFormat, "Must be an ISO 8601 duration such as PT15M.");
            return null;
        }

        if (duration <= TimeSpan.Zero || duration > max)
        {
            Fault(
                name, FaultCodes.OutOfRange, $"More than zero and at most {max.TotalDays:0.##} days.");
        }

        return duration;
    }

    private string? ReadText(string pointer, JsonElement? value, int min, int max, bool multiline)
    {
        if (value is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            Add(pointer, FaultCodes.WrongType, "Must be a string.");
            return null;
        }

        string text;
        try
        {
            text = element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            Add(pointer, FaultCodes.InvalidValue, "Holds half of a surrogate pair: not valid Unicode.");
            return null;
        }

        if (TextRules.Check(text, min, max, multiline) is { } broken)
        {
            Add(pointer, broken.Code, broken.Detail);
            return null;
        }

        return text;
    }

    private long? ReadInteger(string pointer, JsonElement? value, long min, long max)
    {
        if (value is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            Add(pointer, FaultCodes.WrongType, "Must be a whole number.");
            return null;
        }

        if (element.TryGetInt64(out var number) && number >= min && number <= max)
        {
            return number;
        }

        if (element.GetRawText().AsSpan().IndexOfAny(".eE") >= 0)
        {
            Add(pointer, FaultCodes.WrongType, "Must be a whole number, without fraction or exponent.");
        }
        else
        {
            Add(pointer, FaultCodes.OutOfRange, $"Must be from {min} to {max}.");
        }

        return null;
    }

    private T? ReadEnum<T>(string pointer, JsonElement? value)
        where T : struct, Enum
    {
        if (ReadText(pointer, value, min: 0, max: 100, multiline: false) is not { } text)
        {
            return null;
        }

        if (EnumNames.TryParse<T>(text, out var member))
        {
            return member;
        }

        Add(pointer, FaultCodes.InvalidValue, $"Must be one of: {EnumNames.Choices<T>()}.");
        return null;
    }
}
