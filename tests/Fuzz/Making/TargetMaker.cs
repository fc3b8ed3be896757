using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>Makes what stands in the request line: a path and a query.</summary>
internal sealed class TargetMaker(Subjects subjects)
{
    private const int QueryMax = 3_000;

    public string Path(string template, Dice dice, double faultRate, bool isCustomers)
    {
        var path = new StringBuilder();
        foreach (var part in template.Split('/').Skip(1))
        {
            var isParameter = part.StartsWith('{');
            path.Append('/');
            path.Append(
                isParameter ? dice.Chance(faultRate) ? OddPart(dice) : Known(path.ToString(), part, dice, isCustomers)
                : dice.Chance(faultRate / 40) ? OddPart(dice)
                : part);
        }

        if (dice.Chance(faultRate / 20))
        {
            path.Append(dice.Pick(["/", "//", "/.", "/..", "/x", "/%2e%2e/", ";a=b", "%20"]));
        }

        return path.ToString();
    }

    public string Query(
        string path, IReadOnlyList<JsonElement> parameters, JsonMaker maker, Dice dice, double faultRate)
    {
        if (dice.Chance(faultRate / 8))
        {
            return dice.Chance(0.1) ? "?" + string.Join('&', Enumerable.Range(0, 300).Select(index => $"p{index}=1"))
                : dice.Pick(Oddities.Queries);
        }

        var query = new StringBuilder();
        foreach (var parameter in parameters.Where(parameter => parameter.GetProperty("in").GetString() == "query"))
        {
            var name = parameter.GetProperty("name").GetString()!;
            if (!dice.Chance(name == "cursor" ? 0.1 : 0.25))
            {
                continue;
            }

            var value = ValueOf(path, name, parameter, maker, dice, faultRate);
            for (var times = dice.Chance(faultRate / 6) ? 2 : 1; times > 0; times--)
            {
                Add(name, value);
            }
        }

        if (dice.Chance(faultRate / 6))
        {
            Add(dice.Pick(["unknown", "Limit", "%00", "a[]", "%ED%A0%80"]), "1");
        }

        return query.ToString();

        void Add(string name, string value) =>
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(value);
    }

    private string ValueOf(
        string path, string name, JsonElement parameter, JsonMaker maker, Dice dice, double faultRate)
    {
        var schema = parameter.GetProperty("schema");
        if (dice.Chance(faultRate))
        {
            return dice.Below(4) switch
            {
                0 => dice.Pick(Oddities.PathParts),
                1 => WireText.Escape(dice.Pick(Oddities.Malformed)),
                2 => WireText.Escape(dice.Pick(Oddities.Numbers)),
                _ => Escape(maker.BadText(schema)),
            };
        }

        if (name == "cursor")
        {
            return Escape(subjects.Pick("cursor " + path, dice) ?? "AQE");
        }

        var json = maker.Value(name, schema, parameter.TryGetProperty("example", out var example) ? example : null);
        return Escape(json.Trim('[', ']').Replace("\"", "", StringComparison.Ordinal));
    }

    // What the path names: something that is there, most of the time.
    private string Known(string place, string parameter, Dice dice, bool isCustomers)
    {
        if (parameter == "{sku}")
        {
            return Escape(dice.Pick(FuzzedStock.Skus));
        }

        if (isCustomers && place.EndsWith("/orders/", StringComparison.Ordinal) && dice.Chance(0.1))
        {
            return dice.Pick(subjects.WitnessOrders);
        }

        var isUser = place.EndsWith("/users/", StringComparison.Ordinal);
        return subjects.Pick(place, dice) ?? (isUser ? subjects.PlainUser : "none");
    }

    private static string OddPart(Dice dice) => dice.Below(12) switch
    {
        0 => new string('p', dice.Pick([63, 64, 65, 100, 101, 255, 300, 2_000])),
        1 => WireText.Escape(dice.Pick(Oddities.Malformed)),
        2 => WireText.Escape(dice.Pick(Oddities.Texts)),
        3 => WireText.Escape("x" + dice.Pick(Oddities.Texts) + "x"),
        _ => dice.Pick(Oddities.PathParts),
    };

    private static string Escape(string text) => WireText.Escape(text.Length <= QueryMax ? text : text[..QueryMax]);
}
