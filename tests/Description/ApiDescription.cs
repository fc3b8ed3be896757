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
        Document = document;
        Schemas = new SchemaCheck(document);
        _paths =
        [
            // A path without parameters wins over one that would also match.
            .. from path in document.GetProperty("paths").EnumerateObject()
               orderby path.Name.Count(character => character == '{'), path.Name
               select (PatternOf(path.Name), new DescribedPath(path.Name, path.Value)),
        ];
    }

    /// <summary>The committed descriptions, by version.</summary>
    public static IReadOnlyDictionary<string, ApiDescription> Committed { get; } =
        Directory.EnumerateFiles(Folder, "v*.json").ToDictionary(
            file => Path.GetFileNameWithoutExtension(file), file => Parse(File.ReadAllText(file)));

    public static string Folder => Path.Combine(Repository.Root, "docs", "openapi");

    public JsonElement Document { get; }

    public SchemaCheck Schemas { get; }

    public IEnumerable<DescribedPath> Paths => _paths.Select(path => path.Path);

    public static ApiDescription Parse(string json) => new(JsonDocument.Parse(json).RootElement);

    /// <summary>The description of the path that a request names; null when there is none.</summary>
    public DescribedPath? Find(string path) => _paths.FirstOrDefault(entry => entry.Pattern.IsMatch(path)).Path;

    private static Regex PatternOf(string path) =>
        new("^" + Regex.Replace(Regex.Escape(path), @"\\\{\w+}", "[^/]+") + "/?$");
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
