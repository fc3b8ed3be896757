using System.Text.Json;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Described;

/// <summary>A description of the API as its readers see it: a file.</summary>
public sealed class ApiDescription
{
    private readonly JsonElement _document;

    private ApiDescription(JsonElement document) => _document = document;

    public static string Folder => Path.Combine(Repository.Root, "docs", "openapi");

    public IEnumerable<DescribedPath> Paths =>
        from path in _document.GetProperty("paths").EnumerateObject()
        orderby path.Name.Count(character => character == '{'), path.Name
        select new DescribedPath(path.Name, path.Value);

    public static ApiDescription Parse(string json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>Follows <c>$ref</c>.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
        {
            var found = _document;
            foreach (var part in reference.GetString()!.TrimStart('#').Split('/').Skip(1))
            {
                found = found.GetProperty(part.Replace("~1", "/", StringComparison.Ordinal));
            }

            schema = found;
        }

        return schema;
    }
}

/// <summary>A path and what may be asked of it.</summary>
public sealed record DescribedPath(string Name, JsonElement Item)
{
    public IEnumerable<(string Method, JsonElement Operation)> Operations => Item.EnumerateObject()
        .Where(member => member.Name is "get" or "put" or "post" or "patch" or "delete")
        .Select(member => (member.Name.ToUpperInvariant(), member.Value));

    public JsonElement? Operation(string method) =>
        Item.TryGetProperty(method.ToLowerInvariant(), out var operation) ? operation : null;
}
