using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>Writes the OpenAPI 3.1 description of one version of the API out of its routes.</summary>
internal sealed partial class DescriptionWriter
{
    private static readonly string[] Methods = ["GET", "PUT", "POST", "PATCH", "DELETE"];
    private readonly TypeSchemas _schemas;
    private readonly ResponseWriter _responses;
    private readonly SortedDictionary<string, Tag> _tags = new(StringComparer.Ordinal);
    private readonly string _version;

    public DescriptionWriter(string version)
    {
        _version = version;
        _schemas = new();
        _responses = new(_schemas);
    }

    public JsonObject Write(IEnumerable<RouteEndpoint> endpoints)
    {
        var paths = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        var routes =
            from endpoint in endpoints
            let operation = endpoint.Metadata.GetMetadata<Operation>()
            where operation is not null && IsOfVersion(endpoint)
            from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
            where Methods.Contains(method)
            orderby Array.IndexOf(Methods, method)
            select (endpoint, operation, method);
        foreach (var (endpoint, operation, method) in routes)
        {
            var path = PathOf(endpoint);
            if (!paths.TryGetValue(path, out var item))
            {
                paths[path] = item = [];
            }

            item[method.ToLowerInvariant()] = WriteOperation(endpoint, operation, method, path);
        }

        return Document(new JsonObject(paths.Select(path => KeyValuePair.Create(path.Key, (JsonNode?)path.Value))));
    }

    /// <summary>A route's path without constraints or a closing slash.</summary>
    internal static string PathOf(RouteEndpoint endpoint) =>
        "/" + Constraint().Replace(endpoint.RoutePattern.RawText!, "{$1}").Trim('/');

    private bool IsOfVersion(RouteEndpoint endpoint) =>
        PathOf(endpoint).StartsWith($"{Routing.ApiPrefix}/{_version}/", StringComparison.Ordinal);

    private JsonObject WriteOperation(RouteEndpoint endpoint, Operation operation, string method, string path)
    {
        _tags[operation.Tag.Name] = operation.Tag;
        var scope = endpoint.Metadata.GetMetadata<ScopeRequirement>()?.Scope;
        var isOpen = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        var written = new JsonObject
        {
            ["operationId"] = operation.Id,
            ["tags"] = new JsonArray(operation.Tag.Name),
            ["summary"] = operation.Summary,
            ["description"] = operation.Text,
        };
        if (operation.IsDeprecated)
        {
            written["deprecated"] = true;
        }

        written["security"] = SecuritySchemes.Of(isOpen, scope);
        if (WriteParameters(operation, method, path) is { Count: > 0 } parameters)
        {
            written["parameters"] = parameters;
        }

        if (operation.Bodies.Count > 0)
        {
            written["requestBody"] = WriteBody(operation);
        }

        written["responses"] = _responses.Write(
            operation, method, ConventionProblems.Of(operation, path, isOpen, scope),
            endpoint.Metadata.GetMetadata<OfferedMediaTypes>()?.Names ?? []);
        return written;
    }

    private static JsonArray WriteParameters(Operation operation, string method, string path)
    {
        var written = new JsonArray();
        foreach (var name in PathParameter().Matches(path).Select(match => match.Groups[1].Value))
        {
            if (!operation.Parameters.Any(parameter => parameter.In == "path" && parameter.Name == name))
            {
                throw new InvalidOperationException($"{operation.Id} does not describe '{name}' of its path.");
            }
        }

        foreach (var parameter in operation.Parameters)
        {
            written.Add(parameter.In == ParameterDescription.Shared
                ? SharedParts.Parameter(parameter.Name)
                : WriteParameter(parameter));
        }

        if (method == "GET" && operation.IsConditional)
        {
            written.Add(SharedParts.Parameter("IfNoneMatch"));
        }

        if (method != "GET" && operation.CanBeMinimal && !operation.Has("Prefer"))
        {
            written.Add(SharedParts.Parameter("PreferMinimal"));
        }

        return written;
    }

    private static JsonObject WriteParameter(ParameterDescription parameter)
    {
        var written = new JsonObject
        {
            ["name"] = parameter.Name,
            ["in"] = parameter.In,
            ["description"] = parameter.Text,
        };
        if (parameter.Required)
        {
            written["required"] = true;
        }

        if (parameter.Schema["type"]?.GetValueKind() == System.Text.Json.JsonValueKind.String
            && parameter.Schema["type"]!.GetValue<string>() == "array")
        {
            written["style"] = "form";
            written["explode"] = false;
        }

        written["schema"] = parameter.Schema.DeepClone();
        if (parameter.Example is not null)
        {
            written["example"] = parameter.Example;
        }

        return written;
    }

    private JsonObject WriteBody(Operation operation)
    {
        var content = new JsonObject();
        foreach (var body in operation.Bodies)
        {
            var schema = body.Schema.DeepClone();
            if (body.Name is not null)
            {
                var known = _schemas.Components.GetValueOrDefault(body.Name);
                if (known is not null && !JsonNode.DeepEquals(known, schema))
                {
                    throw new InvalidOperationException($"Two schemas are named '{body.Name}'.");
                }

                _schemas.Components[body.Name] = schema;
                schema = TypeSchemas.Reference(body.Name);
            }

            content[body.MediaType] = new JsonObject { ["schema"] = schema, ["example"] = body.Example.DeepClone() };
        }

        return new() { ["required"] = operation.IsBodyRequired, ["content"] = content };
    }

    private JsonObject Document(JsonObject paths)
    {
        _schemas.Components[ProblemSchemas.Base] = ProblemSchemas.OfBase();
        _schemas.Components["Fault"] = ProblemSchemas.OfFault();
        var examples = new JsonObject();
        foreach (var kind in _responses.Problems)
        {
            _schemas.Components[ProblemSchemas.NameOf(kind)] = ProblemSchemas.Of(kind);
            examples[ProblemSchemas.NameOf(kind)] = ProblemSchemas.ExampleOf(kind);
        }

        var components = SharedParts.Components();
        components["examples"] = examples;
        components["responses"] = _responses.Shared();
        components["schemas"] = new JsonObject(
            _schemas.Components.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        components["securitySchemes"] = SecuritySchemes.All();
        return new()
        {
            ["openapi"] = "3.1.0",
            ["info"] = SharedParts.Info(_version),
            ["servers"] = new JsonArray(
                new JsonObject { ["url"] = "/", ["description"] = "The server that gave this description." }),
            ["tags"] = new JsonArray(
            [
                .. _tags.Values.Select(tag => new JsonObject { ["name"] = tag.Name, ["description"] = tag.Text }),
            ]),
            ["paths"] = paths,
            ["components"] = components,
        };
    }

    [GeneratedRegex(@"\{\*{0,2}(\w+)[^}]*\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
