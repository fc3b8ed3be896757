using System.Text.Json;

namespace Storehouse.Tests.Bench;

/// <summary>Holds both servers to one contract: an order's answer has the same fields from each.</summary>
public static class AnswerShape
{
    public static List<string> Differences(string server, string baseline)
    {
        var ours = Fields(server);
        var theirs = Fields(baseline);
        return
        [
            .. ours.Except(theirs).Select(field => $"only the server answers with {field}"),
            .. theirs.Except(ours).Select(field => $"only the baseline answers with {field}"),
        ];
    }

    private static SortedSet<string> Fields(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        Collect(json.RootElement, "", fields);
        return fields;
    }

    private static void Collect(JsonElement element, string path, SortedSet<string> fields)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Collect(item, path + "[]", fields);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                fields.Add($"{path}/{property.Name}");
                Collect(property.Value, $"{path}/{property.Name}", fields);
            }
        }
    }
}
