using System.Globalization;
using System.Text;
using System.Text.Json;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Fuzz;

/// <summary>
/// Writes JSON for a schema: sound, or with faults here and there. As text, so that it may be no JSON at all.
/// </summary>
/// <param name="faultRate">Of the values, how many are made badly; 0 = none.</param>
internal sealed class JsonMaker(ApiDescription description, SoundValues sound, Dice dice, double faultRate)
{
    private const int DepthMax = 3_000;
    private const int TextMax = 5_000;
    private const int CharactersMax = 2 << 20;

    /// <summary>A value for the schema, made from the example where there is one.</summary>
    /// <param name="name">What it is the value of.</param>
    public string Value(string name, JsonElement given, JsonElement? example)
    {
        var schema = description.Resolve(given);
        if (IsBad())
        {
            return Bad(name, schema, example);
        }

        foreach (var keyword in (ReadOnlySpan<string>)["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(keyword, out var choices))
            {
                return Value(name, dice.Pick([.. choices.EnumerateArray()]), example);
            }
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return only.GetRawText();
        }

        if (schema.TryGetProperty("enum", out var members))
        {
            return dice.Pick([.. members.EnumerateArray()]).GetRawText();
        }

        return TypeOf(schema) switch
        {
            "object" => Object(schema, example),
            "array" => Array(name, schema, example),
            "null" => "null",
            _ when dice.Chance(0.85) && sound.Find(name, schema, dice) is { } known => known,
            _ when example is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Array) } given2
                && dice.Chance(0.7) => given2.GetRawText(),
            "integer" or "number" => Integer(schema),
            "boolean" => dice.Chance(0.5) ? "true" : "false",
            _ => Quote(Text(schema)),
        };
    }

    /// <summary>A text that the schema takes, as far as lengths say.</summary>
    public string Text(JsonElement schema)
    {
        switch (schema.TryGetProperty("format", out var format) ? format.GetString() : null)
        {
            case "date-time":
                return dice.Pick(["2026-01-31T12:00:00Z", "2030-12-31T23:59:59.5+01:00", "2001-01-01T00:00:00Z"]);
            case "duration":
                return dice.Pick(["PT15M", "P1D", "PT1S"]);
        }

        var (least, most) = (Bound(schema, "minLength", 0), Math.Min(Bound(schema, "maxLength", 40), 400));
        var length = dice.Chance(0.2) ? most : Math.Min(most, least + dice.Below(12));
        return new string('x', (int)length);
    }

    /// <summary>A text that is at odds with what a schema asks for, or merely odd.</summary>
    public string BadText(JsonElement schema) => dice.Below(8) switch
    {
        0 => new string('y', (int)Math.Min(Bound(schema, "maxLength", 200), TextMax) + 1),
        1 => string.Concat(Enumerable.Repeat("\U0001F600", (int)Math.Min(Bound(schema, "maxLength", 64), TextMax))),
        2 => new string('z', dice.Chance(0.5) ? (int)Math.Max(0, Bound(schema, "minLength", 1) - 1) : 3_000),
        3 => "x" + dice.Pick(Oddities.Texts) + "x",
        _ => dice.Pick(Oddities.Texts),
    };

    private string Bad(string name, JsonElement schema, JsonElement? example) => (dice.Below(5), TypeOf(schema)) switch
    {
        (0, _) => dice.Pick(Oddities.Strangers),
        (_, "integer" or "number") => dice.Chance(0.4) ? BeyondBounds(schema) : dice.Pick(Oddities.Numbers),
        (1, "string") => "\"" + dice.Pick(Oddities.Malformed) + "\"",
        (_, "string") => Quote(BadText(schema)),
        (_, "array") => Endless(name, schema, example),
        (1 or 2, "object") => Nested(dice.Below(3) == 0 ? DepthMax : 5 + dice.Below(60)),
        (3, "object") => "{" + string.Join(',', Enumerable.Range(0, 300).Select(index => $"\"f{index}\":1")) + "}",
        _ => dice.Pick(Oddities.Strangers),
    };

    private string BeyondBounds(JsonElement schema)
    {
        var (keyword, step) = dice.Chance(0.5) ? ("maximum", 1) : ("minimum", -1);
        var bound = (Int128)Bound(schema, keyword, step * (long)int.MaxValue);
        return (bound + step).ToString(CultureInfo.InvariantCulture);
    }

    private string Endless(string name, JsonElement schema, JsonElement? example)
    {
        var item = dice.Chance(0.5) ? "{}" : Value(name, schema.GetProperty("items"), First(example));
        var count = dice.Chance(0.3) ? 0 : (int)Math.Min(Bound(schema, "maxItems", 20) + 1, 1_200);

        // Lists of lists: beyond what any body may have, more of it proves nothing, and is kept by pools for long.
        count = Math.Min(count, Math.Max(1, CharactersMax / Math.Max(1, item.Length)));
        return "[" + string.Join(',', Enumerable.Repeat(item, count)) + "]";
    }

    private string Nested(int depth) => dice.Chance(0.5)
        ? string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)
        : new string('[', depth) + new string(']', depth);

    private string Object(JsonElement schema, JsonElement? example)
    {
        var text = new StringBuilder("{");
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()!).ToHashSet()
            : [];
        foreach (var property in Properties(schema))
        {
            var shown = Member(example, property.Name);
            var leftOut = required.Contains(property.Name) ? IsBad() && dice.Chance(0.5)
                : !dice.Chance(shown is null ? 0.15 : 0.6);
            for (var times = leftOut ? 0 : IsBad() && IsBad() ? 2 : 1; times > 0; times--)
            {
                Add(property.Name, Value(property.Name, property.Value, shown));
            }
        }

        if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
        {
            for (var count = dice.Below(3); count > 0; count--)
            {
                Add("k" + count, Value("", others, null));
            }
        }

        if (IsBad() && dice.Chance(0.5))
        {
            Add(dice.Pick(Oddities.Texts), dice.Pick(Oddities.Strangers));
        }

        return text.Append('}').ToString();

        void Add(string name, string value) =>
            text.Append(text.Length > 1 ? "," : "").Append(Quote(name)).Append(':').Append(value);
    }

    private string Array(string name, JsonElement schema, JsonElement? example)
    {
        if (!schema.TryGetProperty("items", out var items))
        {
            return "[]";
        }

        var least = (int)Bound(schema, "minItems", 0);
        var most = (int)Bound(schema, "maxItems", 10);
        var values = Enumerable.Range(0, Math.Min(least + dice.Below(3), most))
            .Select(_ => Value(name, items, First(example)));
        return "[" + string.Join(',', schema.TryGetProperty("uniqueItems", out _) ? values.Distinct() : values) + "]";
    }

    private string Integer(JsonElement schema)
    {
        var (least, most) = (Bound(schema, "minimum", 0), Bound(schema, "maximum", 1_000));
        var number = dice.Below(10) switch
        {
            0 => least,
            1 => most,
            _ => Math.Clamp(1 + dice.Below(20), least, most),
        };
        return number.ToString(CultureInfo.InvariantCulture);
    }

    private static JsonElement.ObjectEnumerator Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default;

    private static JsonElement? Member(JsonElement? example, string name) =>
        example is { ValueKind: JsonValueKind.Object } shown && shown.TryGetProperty(name, out var member)
            ? member
            : null;

    private static JsonElement? First(JsonElement? example) =>
        example is { ValueKind: JsonValueKind.Array } shown && shown.GetArrayLength() > 0 ? shown[0] : null;

    private static string? TypeOf(JsonElement schema) => !schema.TryGetProperty("type", out var type) ? null
        : type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString();

    // A lone surrogate is left for the encoding of the body to spoil.
    private static string Quote(string text) => "\"" + string.Concat(text.Select(character => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        < ' ' => $"\\u{(int)character:x4}",
        _ => character.ToString(),
    })) + "\"";

    private static long Bound(JsonElement schema, string keyword, long otherwise) =>
        schema.TryGetProperty(keyword, out var bound) ? bound.GetInt64() : otherwise;

    private bool IsBad() => dice.Chance(faultRate);
}
