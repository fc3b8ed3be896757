using System.Text.Json.Nodes;

namespace Storehouse.Http;

/// <summary>What the readers of bodies and queries take, in JSON Schema's words.</summary>
internal static class Shapes
{
    public static JsonObject Text(int min, int max)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (min > 0)
        {
            schema["minLength"] = min;
        }

        schema["maxLength"] = max;
        return schema;
    }

    public static JsonObject Integer(long min, long max) => new()
    {
        ["type"] = "integer",
        ["format"] = min >= int.MinValue && max <= int.MaxValue ? "int32" : "int64",
        ["minimum"] = min,
        ["maximum"] = max,
    };

    public static JsonObject Boolean() => new() { ["type"] = "boolean" };

    public static JsonObject Time() => new() { ["type"] = "string", ["format"] = "date-time" };

    public static JsonObject Enum<T>()
        where T : struct, Enum => OneOf([.. System.Enum.GetValues<T>().Select(EnumNames.Of)]);

    public static JsonObject OneOf(params ReadOnlySpan<string> choices)
    {
        var names = new JsonArray();
        foreach (var choice in choices)
        {
            names.Add(choice);
        }

        return new() { ["type"] = "string", ["enum"] = names };
    }

    public static JsonObject Array(JsonObject items, int min, int max)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = items };
        if (min > 0)
        {
            schema["minItems"] = min;
        }

        schema["maxItems"] = max;
        return schema;
    }

    /// <summary>An enum's members, each at most once.</summary>
    public static JsonObject Set<T>(int min)
        where T : struct, Enum
    {
        var schema = Array(Enum<T>(), min, System.Enum.GetValues<T>().Length);
        schema["uniqueItems"] = true;
        return schema;
    }

    public static JsonObject Map(int entriesMax, int nameMax, int valueMax, bool nullValues)
    {
        var value = Text(0, valueMax);
        return new()
        {
            ["type"] = "object",
            ["maxProperties"] = entriesMax,
            ["propertyNames"] = Text(1, nameMax),
            ["additionalProperties"] = nullValues ? OrNull(value) : value,
        };
    }

    public static JsonObject OrNull(JsonObject schema)
    {
        schema["type"] = new JsonArray(schema["type"]!.DeepClone(), "null");
        if (schema["enum"] is JsonArray choices)
        {
            choices.Add(null);
        }

        return schema;
    }
}

/// <summary>What a reader of JSON asks for: a schema that cannot differ from the reader.</summary>
internal sealed class ObjectShape
{
    private readonly JsonObject _properties = [];
    private readonly JsonArray _required = [];

    /// <summary>The schema of what a reader takes. A reader asks for the same fields whatever is there.</summary>
    public static JsonObject Of<T>(Func<JsonFields, T> read)
    {
        var shape = new ObjectShape();
        read(new JsonFields(shape));
        return shape.Schema();
    }

    public void Add(string name, JsonObject schema, bool required, bool nullable)
    {
        _properties[name] = nullable ? Shapes.OrNull(schema) : schema;
        if (required)
        {
            _required.Add(name);
        }
    }

    public T Object<T>(string name, Func<JsonFields, T> read, bool required, bool nullable)
    {
        var shape = new ObjectShape();
        var value = read(new JsonFields(shape));
        Add(name, shape.Schema(), required, nullable);
        return value;
    }

    public void Form(string name, string? pattern, string? format)
    {
        var schema = _properties[name]!.AsObject();
        if (pattern is not null)
        {
            schema["pattern"] = pattern;
        }

        if (format is not null)
        {
            schema["format"] = format;
        }
    }

    private JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "object", ["properties"] = _properties };
        if (_required.Count > 0)
        {
            schema["required"] = _required;
        }

        schema["additionalProperties"] = false;
        return schema;
    }
}

/// <summary>What a reader of the query asks for.</summary>
internal sealed class QueryShape
{
    private readonly List<(string Name, JsonObject Schema)> _parameters = [];

    public static IReadOnlyList<(string Name, JsonObject Schema)> Of(Action<QueryFields> read)
    {
        var shape = new QueryShape();
        read(new QueryFields(shape));
        return shape._parameters;
    }

    public void Add(string name, JsonObject schema) => _parameters.Add((name, schema));
}
