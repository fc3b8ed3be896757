using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Storehouse.Tests.Settings;

/// <summary>The reference page of all settings, written from the options and their documentation.</summary>
internal sealed partial class SettingsPage
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _documents = [];

    public string Write(IEnumerable<(string Section, Type Options)> sections)
    {
        var page = new StringBuilder("""
            # Settings

            Every setting of every process, written from the code (tests/Rest/Settings). Sources are those of .NET:
            `appsettings.json` beside the program, the environment
            (`Storehouse__Orders__ReturnWindow=15.00:00:00`), the command line
            (`--Storehouse:Orders:ReturnWindow=15.00:00:00`); the later one wins. Durations are
            `[days.]hours:minutes:seconds`. A mistake (an unknown name, a wrong type, a value out of bounds)
            ends the start with one line that names the setting. Silos and front ends may be given the same
            settings.

            """.ReplaceLineEndings("\n"));
        foreach (var (section, options) in sections.OrderBy(pair => pair.Section, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section}\n\n{Summary(options)}\n\n");
            page.Append("| setting | type | allowed | default and meaning |\n|---|---|---|---|\n");
            var defaults = Activator.CreateInstance(options)!;
            foreach (var property in Properties(options))
            {
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{property.Name}` | {TypeOf(property.PropertyType)} | {Allowed(property)} |");
                page.Append(CultureInfo.InvariantCulture, $" {Summary(property)} |\n");
                var saysDefault = Summary(property).Contains("Default", StringComparison.Ordinal);
                Assert.True(
                    saysDefault || property.GetValue(defaults) is null,
                    $"{section}:{property.Name} does not say its default.");
            }
        }

        return page.ToString();
    }

    private static IEnumerable<PropertyInfo> Properties(Type options) => options
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.CanWrite && property.DeclaringType == options)
        .OrderBy(property => property.MetadataToken);

    private static string TypeOf(Type type)
    {
        var simple = Nullable.GetUnderlyingType(type) ?? type;
        return simple switch
        {
            _ when simple == typeof(TimeSpan) => "duration",
            _ when simple == typeof(bool) => "true or false",
            _ when simple == typeof(int) || simple == typeof(long) => "number",
            _ when simple == typeof(double) => "number",
            _ when simple == typeof(Uri) => "URL",
            { IsEnum: true } => string.Join(", ", Enum.GetNames(simple)),
            { IsArray: true } => "list",
            _ when simple == typeof(string) => "text",
            _ when typeof(System.Collections.IEnumerable).IsAssignableFrom(simple) => "list",
            _ => "text",
        };
    }

    private static string Allowed(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}");
        }

        return property.GetCustomAttribute<RegularExpressionAttribute>()?.ErrorMessage is { } rule ? rule : "";
    }

    private string Summary(MemberInfo member)
    {
        var (type, name) = member is Type self
            ? (self, "T:" + self.FullName)
            : (member.DeclaringType!, $"P:{member.DeclaringType!.FullName}.{member.Name}");
        var summary = Documents(type.Assembly).GetValueOrDefault(name)
            ?? throw new InvalidDataException($"{name} is not documented.");
        return Plain(summary);
    }

    private Dictionary<string, XElement> Documents(Assembly assembly)
    {
        if (!_documents.TryGetValue(assembly, out var members))
        {
            var file = Path.ChangeExtension(assembly.Location, ".xml");
            members = XDocument.Load(file).Descendants("member")
                .Where(member => member.Element("summary") is not null)
                .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")!);
            _documents.Add(assembly, members);
        }

        return members;
    }

    private static string Plain(XElement summary)
    {
        var text = new StringBuilder();
        foreach (var node in summary.DescendantNodes())
        {
            text.Append(node switch
            {
                XText words when words.Parent!.Name == "c" => $"`{words.Value}`",
                XText words => words.Value,
                XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")?.Value.Split('.')[^1]}`",
                _ => "",
            });
        }

        return Spaces().Replace(text.ToString(), " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
