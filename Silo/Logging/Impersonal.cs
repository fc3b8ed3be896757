using System.Text.RegularExpressions;

namespace Storehouse.Logging;

/// <summary>
/// Text of others, such as Orleans' own messages, without what tells of people: grains of users are named after
/// them. What this program writes itself has none.
/// </summary>
internal static partial class Impersonal
{
    public static string Text(string text) =>
        text.Contains("user", StringComparison.OrdinalIgnoreCase) ? GrainOfUser().Replace(text, "$1/-") : text;

    // Not a route such as /users/me.
    [GeneratedRegex(@"\b(user(?!s/)\w*)/[^\s,;\])}""']+", RegexOptions.IgnoreCase)]
    private static partial Regex GrainOfUser();
}
