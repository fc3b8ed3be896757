using System.Text.Json;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Cli;

/// <summary>Holds a type that answers are read into against the schema of these answers.</summary>
internal sealed class DescribedReading(ApiDescription description, List<string> faults)
{
    public void Check(Type type, JsonElement schema, string path)
    {
        if (type == typeof(JsonElement) || type == typeof(JsonElement?))
        {
            return;
        }

        var (choices, isNullable) = Choices(schema);
        var value = Nullable.GetUnderlyingType(type) ?? type;
        if (isNullable && value == type && type.IsValueType)
        {
            faults.Add($"{path} may be null");
        }

        foreach (var choice in choices)
        {
            CheckValue(value, choice, path);
        }
    }

    private void CheckValue(Type type, JsonElement schema, string path)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            Expect(schema, "array", path);
            Check(type.GenericTypeArguments[0], schema.GetProperty("items"), path + "/0");
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            Expect(schema, "object", path);
            Check(type.GenericTypeArguments[1], schema.GetProperty("additionalProperties"), path + "/*");
        }
        else if (type == typeof(string))
        {
            Expect(schema, "string", path);
        }
        else if (type == typeof(bool))
        {
            Expect(schema, "boolean", path);
        }
        else if (type == typeof(int) || type == typeof(long))
        {
            Expect(schema, "integer", path);
        }
        else if (type == typeof(DateTimeOffset))
        {
            Expect(schema, "string", path);
            if (!schema.TryGetProperty("format", out var format) || format.GetString() != "date-time")
            {
                faults.Add($"{path} is no time");
            }
        }
        else
        {
            CheckMembers(type, schema, path);
        }
    }

    private void CheckMembers(Type type, JsonElement schema, string path)
    {
        Expect(schema, "object", path);
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        Collect(schema, members);
        // What can only be read is worked out by the client.
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (members.TryGetValue(name, out var member))
            {
                Check(property.PropertyType, member, $"{path}/{name}");
            }
            else
            {
                faults.Add($"{path}/{name} is not described");
            }
        }
    }

    private void Collect(JsonElement given, Dictionary<string, JsonElement> members)
    {
        var schema = description.Resolve(given);
        foreach (var part in schema.TryGetProperty("allOf", out var parts) ? parts.EnumerateArray().ToArray() : [])
        {
            Collect(part, members);
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                members[property.Name] = property.Value;
            }
        }
    }

    private (List<JsonElement> Choices, bool IsNullable) Choices(JsonElement given)
    {
        var schema = description.Resolve(given);
        foreach (var keyword in (ReadOnlySpan<string>)["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(keyword, out var alternatives))
            {
                var each = alternatives.EnumerateArray().Select(Choices).ToList();
                return ([.. each.SelectMany(choice => choice.Choices)], each.Any(choice => choice.IsNullable));
            }
        }

        var names = Types(schema);
        return (names is ["null"] ? [] : [schema], names.Contains("null"));
    }

    private void Expect(JsonElement schema, string type, string path)
    {
        var names = Types(schema);
        if (names.Length > 0 && !names.Contains(type))
        {
            faults.Add($"{path} is {string.Join(" or ", names)}, and read as {type}");
        }
    }

    private static string[] Types(JsonElement schema) => !schema.TryGetProperty("type", out var type)
        ? []
        : type.ValueKind == JsonValueKind.Array
            ? [.. type.EnumerateArray().Select(name => name.GetString()!)]
            : [type.GetString()!];
}
