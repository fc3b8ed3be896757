using System.Text.RegularExpressions;

namespace Storehouse.Events;

/// <summary>
/// Names event types: one such as <c>order.placed.v1</c>, or all that begin alike, such as <c>order.*</c>.
/// </summary>
internal static partial class TypePattern
{
    public static bool IsValid(string pattern) => pattern == "*" || Form().IsMatch(pattern);

    public static bool Matches(string pattern, string type) =>
        pattern.EndsWith('*') ? type.AsSpan().StartsWith(pattern.AsSpan(..^1)) : pattern == type;

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)*(\.\*)?\z")]
    private static partial Regex Form();
}
