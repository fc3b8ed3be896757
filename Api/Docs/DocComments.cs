using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Storehouse.Docs;

/// <summary>The documentation comments of public types, out of the files that the compiler leaves.</summary>
internal static partial class DocComments
{
    private static readonly ConcurrentDictionary<Assembly, IReadOnlyDictionary<string, XElement>> Files = [];

    public static string? Summary(Type type) => Plain(Find(type)?.Element("summary"));

    /// <summary>What a record's comment says about one of its members.</summary>
    public static string? Member(Type type, string name) => Plain(
        Find(type)?.Elements("param").FirstOrDefault(param => param.Attribute("name")?.Value == name));

    private static XElement? Find(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        var members = Files.GetOrAdd(definition.Assembly, Load);
        return members.GetValueOrDefault("T:" + definition.FullName?.Replace('+', '.'));
    }

    // A program published without the files answers the same, but for these texts.
    private static IReadOnlyDictionary<string, XElement> Load(Assembly assembly)
    {
        var path = Path.Combine(AppContext.BaseDirectory, assembly.GetName().Name + ".xml");
        return File.Exists(path)
            ? XDocument.Load(path).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value)
            : new Dictionary<string, XElement>();
    }

    private static string? Plain(XElement? comment)
    {
        if (comment is null)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var node in comment.DescendantNodes())
        {
            text.Append(node switch
            {
                XText words when words.Parent!.Name == "c" => $"`{words.Value}`",
                XText words => words.Value,
                XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1]}`",
                _ => "",
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
