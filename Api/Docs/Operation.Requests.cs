using System.Text.Json.Nodes;
using Storehouse.Http;

namespace Storehouse.Docs;

public sealed partial class Operation
{
    private readonly List<ParameterDescription> _parameters = [];
    private readonly List<BodyDescription> _bodies = [];

    internal IReadOnlyList<ParameterDescription> Parameters => _parameters;

    internal IReadOnlyList<BodyDescription> Bodies => _bodies;

    internal bool IsBodyRequired { get; private set; } = true;

    /// <summary>A parameter of the path.</summary>
    public Operation At(string name, string text, string example)
    {
        var schema = new JsonObject { ["type"] = "string" };
        _parameters.Add(new("path", name, text, Required: true, schema, example));
        return this;
    }

    /// <summary>The query, as its reader takes it.</summary>
    /// <param name="read">The reader; it is called once, to note what it asks for.</param>
    /// <param name="texts">What each parameter means; <c>limit</c> and <c>cursor</c> are known.</param>
    public Operation Asks(Action<QueryFields> read, params ReadOnlySpan<(string Name, string Text)> texts)
    {
        var meanings = new Dictionary<string, string>
        {
            ["limit"] = "Rows of a page; 50 when not given.",
            [Cursor.Parameter] = "`next_cursor` of the page before, with the same filters.",
        };
        foreach (var (name, text) in texts)
        {
            meanings[name] = text;
        }

        foreach (var (name, schema) in QueryShape.Of(read))
        {
            if (name == "limit")
            {
                schema["default"] = 50;
            }

            _parameters.Add(new("query", name, meanings[name], Required: false, schema, null));
        }

        return this;
    }

    /// <summary>A JSON body, as its reader takes it.</summary>
    /// <param name="name">Of its schema; the same reader may be named twice.</param>
    /// <param name="read">The reader; it is called once, to note what it asks for.</param>
    /// <param name="example">Sent to the reader by a test.</param>
    /// <param name="texts">What fields mean; those of nested objects as <c>lines.sku</c>.</param>
    public Operation Takes<T>(
        string name, Func<JsonFields, T> read, string example, params ReadOnlySpan<(string Path, string Text)> texts)
    {
        var schema = ObjectShape.Of(read);
        foreach (var (path, text) in texts)
        {
            FieldOf(schema, path)["description"] = text;
        }

        _bodies.Add(new("application/json", name, schema, JsonNode.Parse(example)!));
        return this;
    }

    /// <summary>The body may also be a merge patch (RFC 7396): nothing is required.</summary>
    public Operation AsMergePatch()
    {
        var json = _bodies[^1];
        json.Schema.Remove("required");
        json.Schema["minProperties"] = 0;
        _bodies.Add(json with { MediaType = "application/merge-patch+json" });
        return this;
    }

    /// <summary>A body that is not JSON, such as a file.</summary>
    public Operation TakesFile(string mediaType, string text, string example)
    {
        var schema = new JsonObject { ["type"] = "string", ["description"] = text };
        _bodies.Add(new(mediaType, null, schema, JsonValue.Create(example)));
        return this;
    }

    /// <summary>No body at all stands for an empty object.</summary>
    public Operation BodyOptional()
    {
        IsBodyRequired = false;
        return this;
    }

    /// <summary>A request header of this route's own.</summary>
    public Operation TakesHeader(string name, string text, string example)
    {
        var schema = new JsonObject { ["type"] = "string" };
        _parameters.Add(new("header", name, text, Required: false, schema, example));
        return this;
    }

    /// <summary>An Idempotency-Key without which the answer is 400.</summary>
    public Operation NeedsKey() => Shared("IdempotencyKeyRequired");

    public Operation TakesKey() => Shared("IdempotencyKey");

    /// <summary>An Idempotency-Key that is looked at for its form only: a repeat acts again.</summary>
    public Operation TakesKeyInVain() => Shared("IdempotencyKeyInVain");

    public Operation TakesIfMatch() => Shared("IfMatch");

    public Operation TakesPrefer() => Shared("Prefer");

    internal bool Has(string shared) => _parameters.Exists(parameter => parameter.Name == shared);

    private static JsonObject FieldOf(JsonObject schema, string path)
    {
        var field = schema;
        foreach (var name in path.Split('.'))
        {
            var owner = field["items"]?.AsObject() ?? field;
            field = owner["properties"]?[name]?.AsObject()
                ?? throw new ArgumentException($"The reader asks for no '{path}'.", nameof(path));
        }

        return field;
    }

    private Operation Shared(string name)
    {
        _parameters.Add(new(ParameterDescription.Shared, name, "", Required: false, [], null));
        return this;
    }
}

/// <summary>One parameter of a route.</summary>
/// <param name="In">As OpenAPI has it, or <see cref="Shared"/>: the name is then a component's.</param>
internal sealed record ParameterDescription(
    string In, string Name, string Text, bool Required, JsonObject Schema, string? Example)
{
    public const string Shared = "shared";
}

/// <summary>One form of a route's body.</summary>
/// <param name="Name">Of the schema among the components; null = it stands where it is used.</param>
internal sealed record BodyDescription(string MediaType, string? Name, JsonObject Schema, JsonNode Example);
