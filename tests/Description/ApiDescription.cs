using System.Text.Json;
using System.Text.RegularExpressions;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Described;

/// <summary>A description of the API as its readers see it: a file.</summary>
public sealed class ApiDescription
{
    private readonly List<(Regex Pattern, DescribedPath Path)> _paths;

    private ApiDescription(JsonElement document)
    {
        Schemas = new SchemaCheck(document);
        HeaderNames =
        (
            from path in document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            from response in operation.Value.GetProperty("responses").EnumerateObject()
            from header in Resolve(response.Value).GetProperty("headers").EnumerateObject()
            select header.Name).ToHashSet(StringComparer.Ordinal);
        _paths =
        [
            // A path without parameters wins over one that would also match.
            .. from path in document.GetProperty("paths").EnumerateObject()
               orderby path.Name.Count(character => character == '{'), path.Name
               select (PatternOf(path.Name), new DescribedPath(path.Name, path.Value)),
        ];
    }

    public static string Folder => Path.Combine(Repository.Root, "docs", "openapi");

    public SchemaCheck Schemas { get; }

    /// <summary>The headers that some answer is described to carry.</summary>
    public IReadOnlySet<string> HeaderNames { get; }

    public IEnumerable<DescribedPath> Paths => _paths.Select(path => path.Path);

    public static ApiDescription Parse(string json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>Follows <c>$ref</c>.</summary>
    public JsonElement Resolve(JsonElement schema) => Schemas.Resolve(schema);

    /// <summary>The description of the path that a request names; null when there is none.</summary>
    public DescribedPath? Find(string path) => _paths.FirstOrDefault(entry => entry.Pattern.IsMatch(path)).Path;

    /// <summary>Of several paths that a request may name, the one that has its method, as routes are chosen.</summary>
    public DescribedPath? Find(string path, string method) => _paths
        .Where(entry => entry.Pattern.IsMatch(path) && entry.Path.Operation(method) is not null)
        .Select(entry => entry.Path).FirstOrDefault() ?? Find(path);

    private static Regex PatternOf(string path) => new(
        "^" + Regex.Replace(Regex.Escape(path), @"\\\{\w+}", "[^/]+") + @"/?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
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
