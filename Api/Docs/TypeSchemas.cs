using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>Names the type whose form a value has that the serializer knows only as JSON.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FollowsAttribute(Type context, Type type) : Attribute
{
    public JsonTypeInfo Form => ((JsonSerializerContext)context.GetProperty("Default")!.GetValue(null)!)
        .GetTypeInfo(type)!;
}

/// <summary>Schemas of what is serialized, each named type once among the components.</summary>
internal sealed class TypeSchemas
{
    private static readonly string[] Suffixes = ["Document", "Body", "Resource"];
    private readonly JsonSchemaExporterOptions _exporter;
    private readonly Dictionary<string, Type> _types = [];

    public TypeSchemas() => _exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Shape,
    };

    public SortedDictionary<string, JsonNode> Components { get; } = new(StringComparer.Ordinal);

    public static JsonObject Reference(string name) => new() { ["$ref"] = "#/components/schemas/" + name };

    public JsonNode Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(_exporter);

    private static string NameOf(Type type)
    {
        if (type.IsGenericType)
        {
            var outer = type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
            return NameOf(type.GetGenericArguments()[0]) + outer;
        }

        var suffix = Array.Find(Suffixes, end => type.Name.EndsWith(end, StringComparison.Ordinal)) ?? "";
        return type.Name[..^suffix.Length];
    }

    private JsonObject Shape(JsonSchemaExporterContext context, JsonNode found)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        var property = context.PropertyInfo;
        var follows = property?.AttributeProvider?.GetCustomAttributes(typeof(FollowsAttribute), false);
        var isNullable = property is not null
            && (property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null);
        var schema = follows is [FollowsAttribute { Form: var form }] ? Of(form).AsObject()
            : type == typeof(DateTimeOffset) ? Shapes.Time()
            : type.IsEnum ? Named(type, () => OfEnum(type))
            : context.TypeInfo.Kind == JsonTypeInfoKind.Object ? Named(type, () => OfObject(context.TypeInfo, found))
            : found is JsonObject plain ? Plain(plain, type)
            : [];
        return isNullable ? OrNull(schema) : schema;
    }

    private static JsonObject Plain(JsonObject schema, Type type)
    {
        if (schema["type"] is JsonArray)
        {
            // Whether null may stand here is the property's to say.
            schema["type"] = schema["type"]!.AsArray()[0]!.DeepClone();
        }

        if (type == typeof(int) || type == typeof(long))
        {
            schema["format"] = type == typeof(int) ? "int32" : "int64";
        }

        return schema;
    }

    private static JsonObject OrNull(JsonObject schema) => schema.ContainsKey("$ref")
        ? new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) }
        : schema.Count == 0 ? schema : Shapes.OrNull(schema);

    private static JsonObject OfEnum(Type type) => Shapes.OneOf(
        [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)]);

    private static JsonObject OfObject(JsonTypeInfo type, JsonNode found)
    {
        var schema = new JsonObject { ["type"] = "object" };
        var properties = found["properties"]?.DeepClone().AsObject() ?? [];
        var required = new JsonArray();
        foreach (var property in type.Properties)
        {
            if (property.IsExtensionData)
            {
                schema["additionalProperties"] = true;
                continue;
            }

            var member = property.AttributeProvider as MemberInfo;
            if (member?.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            {
                required.Add(property.Name);
            }

            if (DocComments.Member(type.Type, member?.Name ?? "") is { } text)
            {
                properties[property.Name]!["description"] = text;
            }
        }

        schema["properties"] = properties;
        schema["required"] = required;
        return schema;
    }

    private JsonObject Named(Type type, Func<JsonObject> make)
    {
        var name = NameOf(type);
        if (!_types.TryAdd(name, type))
        {
            return _types[name] == type
                ? Reference(name)
                : throw new InvalidOperationException($"{type} and {_types[name]} are both described as '{name}'.");
        }

        if (Components.ContainsKey(name))
        {
            throw new InvalidOperationException($"{type} and a body are both described as '{name}'.");
        }

        var schema = make();
        if (DocComments.Summary(type) is { } text)
        {
            schema.Insert(0, "description", text);
        }

        Components[name] = schema;
        return Reference(name);
    }
}
