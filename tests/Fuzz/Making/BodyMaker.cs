using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>Makes the body of a request in one of the forms that its operation takes.</summary>
internal static class BodyMaker
{
    private const int BeyondTheLimit = 1_100_000;

    public static void Add(
        RawRequest request, JsonElement content, JsonMaker maker, Dice dice, double faultRate)
    {
        var forms = content.EnumerateObject().ToList();
        var form = dice.Chance(0.8) ? forms[0] : dice.Pick(forms);
        var example = form.Value.TryGetProperty("example", out var given) ? given : (JsonElement?)null;
        var isJson = form.Name is "application/json" or "application/merge-patch+json";
        var text = isJson ? maker.Value("", form.Value.GetProperty("schema"), example)
            : RowsOf(example?.GetString() ?? "", dice, faultRate);
        request.Body = Spoil(text, dice, faultRate / 3);
        request.MediaType = dice.Chance(faultRate / 4) ? dice.Pick(Oddities.MediaTypes)
            : isJson && dice.Chance(0.1) ? form.Name + "; charset=utf-8"
            : form.Name;
        if (dice.Chance(faultRate / 20))
        {
            request.MediaType = null;
        }

        request.IsChunked = dice.Chance(0.1);
    }

    private static byte[] Spoil(string text, Dice dice, double rate)
    {
        var body = WireText.Encode(text);
        if (!dice.Chance(rate))
        {
            return body;
        }

        return dice.Below(12) switch
        {
            0 or 1 or 2 => body[..dice.Below(body.Length + 1)],
            3 => [.. body, 0xC3, 0x28],
            4 => [],
            5 => [0xEF, 0xBB, 0xBF, .. body],
            6 => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
            7 => Encoding.UTF32.GetBytes(text),
            8 => [.. body, .. body],
            9 => [.. body, 0],
            10 when dice.Chance(0.1) =>
                [.. body, .. Enumerable.Repeat((byte)' ', BeyondTheLimit)],
            _ => Flip(body, dice),
        };
    }

    private static byte[] Flip(byte[] body, Dice dice)
    {
        for (var count = body.Length == 0 ? 0 : 1 + dice.Below(4); count > 0; count--)
        {
            body[dice.Below(body.Length)] = (byte)dice.Below(256);
        }

        return body;
    }

    /// <summary>
    /// Rows like those of the example, of SKUs that the books of the others do not name: what a row books that is
    /// whole enough is not told in the answer.
    /// </summary>
    private static string RowsOf(string example, Dice dice, double faultRate)
    {
        var own = string.Create(CultureInfo.InvariantCulture, $"IMPORTED-{dice.Below(40)}");
        var rows = example.Replace("85123A", own, StringComparison.Ordinal)
            .Replace(
                "536365",
                dice.Below(1_000_000).ToString(CultureInfo.InvariantCulture),
                StringComparison.Ordinal);
        var characters = rows.ToCharArray();
        for (var count = dice.Chance(faultRate * 2) ? 1 + dice.Below(6) : 0; count > 0; count--)
        {
            characters[dice.Below(characters.Length)] = dice.Pick(
                [(char)dice.Below(0x250), '"', ',', '\n', '\r', '\0', '\ud800', '{', '-', '9', 'e', '\ufeff']);
        }

        return new string(characters);
    }
}
