using System.Text;

namespace Storehouse.Cli.Output;

/// <summary>Names and reasons are other people's words: control characters among them could move the
/// cursor or recolour the terminal of whoever reads them.</summary>
internal static class Clean
{
    public static string Text(string? text) => Replace(text ?? "", keepLines: true);

    public static string Line(string? text) => Replace(text ?? "", keepLines: false);

    private static string Replace(string text, bool keepLines)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            clean.Append(character switch
            {
                '\n' when keepLines => '\n',
                _ when char.IsControl(character) => '\uFFFD',
                _ => character,
            });
        }

        return clean.ToString();
    }
}
