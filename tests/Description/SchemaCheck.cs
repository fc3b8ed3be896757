using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Storehouse.Tests.Described;

/// <summary>
/// Holds values against the JSON Schemas of a description; written apart from the code that makes them. Stricter than
/// JSON Schema in one thing: an object may have no member that the schema does not know, unless it says so.
/// </summary>
public sealed partial class SchemaCheck(JsonElement document)
{
    /// <summary>What is wrong with the value; empty when nothing is.</summary>
    public IReadOnlyList<string> Faults(JsonElement schema, JsonElement value)
    {
        var faults = new List<string>();
        Check(schema, value, "", faults, closed: true);
        return faults;
    }

    /// <summary>Follows <c>$ref</c>.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
        {
            var found = document;
            foreach (var part in reference.GetString()!.TrimStart('#').Split('/').Skip(1))
            {
                found = found.GetProperty(part.Replace("~1", "/", StringComparison.Ordinal));
            }

            schema = found;
        }

        return schema;
    }

    private void Check(JsonElement given, JsonElement value, string path, List<string> faults, bool closed)
    {
        var schema = Resolve(given);
        if (schema.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            if (schema.ValueKind == JsonValueKind.False)
            {
                faults.Add($"{path}: nothing may stand here");
            }

            return;
        }

        foreach (var keyword in (ReadOnlySpan<string>)["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(keyword, out var choices))
            {
                CheckChoices(choices, value, path, faults, onlyOne: keyword == "oneOf");
            }
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in parts.EnumerateArray())
            {
                Check(part, value, path, faults, closed: false);
            }
        }

        CheckType(schema, value, path, faults);
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, path, faults);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, path, faults);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, path, faults);
                break;
            case JsonValueKind.Object:
                CheckObject(schema, value, path, faults, closed);
                break;
        }
    }

    private void CheckChoices(JsonElement choices, JsonElement value, string path, List<string> faults, bool onlyOne)
    {
        List<string>? nearest = null;
        var matches = 0;
        foreach (var choice in choices.EnumerateArray())
        {
            var own = new List<string>();
            Check(choice, value, path, own, closed: true);
            matches += own.Count == 0 ? 1 : 0;
            nearest = nearest is null || own.Count < nearest.Count ? own : nearest;
        }

        if (matches == 0)
        {
            faults.AddRange(nearest!);
        }
        else if (onlyOne && matches > 1)
        {
            faults.Add($"{path}: follows {matches} schemas of which it may follow one");
        }
    }

    private static void CheckType(JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
        {
            faults.Add($"{path}: {value.GetRawText()} is not {only.GetRawText()}");
        }

        if (schema.TryGetProperty("enum", out var choices)
            && !choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)))
        {
            faults.Add($"{path}: {value.GetRawText()} is not among {choices.GetRawText()}");
        }

        if (schema.TryGetProperty("type", out var type)
            && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray() : Enumerable.Repeat(type, 1))
                .Any(name => IsOfType(name.GetString()!, value)))
        {
            faults.Add($"{path}: {value.ValueKind} is not {type.GetRawText()}");
        }
    }

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "string" => value.ValueKind == JsonValueKind.String,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new InvalidDataException($"'{type}' is no type."),
    };

    private static void CheckText(JsonElement schema, string text, string path, List<string> faults)
    {
        var length = text.EnumerateRunes().Count();
        if (length < Bound(schema, "minLength", 0) || length > Bound(schema, "maxLength", int.MaxValue))
        {
            faults.Add($"{path}: {length} characters");
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!))
        {
            faults.Add($"{path}: '{text}' does not match {pattern}");
        }

        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time"
            && !Rfc3339().IsMatch(text))
        {
            faults.Add($"{path}: '{text}' is no RFC 3339 time");
        }
    }

    private static void CheckNumber(JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        var (least, most) = schema.TryGetProperty("format", out var format) && format.GetString() == "int32"
            ? ((long)int.MinValue, (long)int.MaxValue)
            : (long.MinValue, long.MaxValue);
        var number = value.GetDecimal();
        if (number < Bound(schema, "minimum", least) || number > Bound(schema, "maximum", most))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: {number} is out of range"));
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, string path, List<string> faults)
    {
        var length = value.GetArrayLength();
        if (length < Bound(schema, "minItems", 0) || length > Bound(schema, "maxItems", int.MaxValue))
        {
            faults.Add($"{path}: {length} entries");
        }

        if (schema.TryGetProperty("items", out var items))
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(items, item, $"{path}/{index}", faults, closed: true);
            }
        }
    }

    private void CheckObject(JsonElement schema, JsonElement value, string path, List<string> faults, bool closed)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            faults.AddRange(required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _))
                .Select(name => $"{path}/{name.GetString()}: is missing"));
        }

        var count = value.EnumerateObject().Count();
        if (count < Bound(schema, "minProperties", 0) || count > Bound(schema, "maxProperties", int.MaxValue))
        {
            faults.Add($"{path}: {count} members");
        }

        schema.TryGetProperty("properties", out var properties);
        schema.TryGetProperty("additionalProperties", out var others);
        var known = closed ? KnownMembers(schema) : null;
        foreach (var member in value.EnumerateObject())
        {
            var place = $"{path}/{member.Name}";
            if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member.Name, out var own))
            {
                Check(own, member.Value, place, faults, closed: true);
            }
            else if (others.ValueKind != JsonValueKind.Undefined)
            {
                Check(others, member.Value, place, faults, closed: true);
            }
            else if (known is not null && !known.Contains(member.Name))
            {
                faults.Add($"{place}: is not described");
            }
        }
    }

    /// <summary>The members that a schema knows with all its parts; null when that is open.</summary>
    private HashSet<string>? KnownMembers(JsonElement given)
    {
        var schema = Resolve(given);
        var known = new HashSet<string>(StringComparer.Ordinal);
        if (schema.TryGetProperty("oneOf", out _) || schema.TryGetProperty("anyOf", out _))
        {
            return null;
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            known.UnionWith(properties.EnumerateObject().Select(property => property.Name));
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            known.UnionWith(parts.EnumerateArray().SelectMany(part => KnownMembers(part) ?? []));
        }

        return known.Count == 0 ? null : known;
    }

    private static long Bound(JsonElement schema, string keyword, long otherwise) =>
        schema.TryGetProperty(keyword, out var bound) ? bound.GetInt64() : otherwise;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Rfc3339();
}
