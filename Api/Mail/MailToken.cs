namespace Storehouse.Mail;

/// <summary>A token of ASP.NET Core Identity together with the user it is for: one text to hand back.</summary>
internal static class MailToken
{
    public const int LengthMax = 1024;
    private const char Separator = '.';

    public static string Pack(string userId, string token) =>
        $"{userId}{Separator}{token.Replace('+', '-').Replace('/', '_').TrimEnd('=')}";

    public static (string UserId, string Token) Unpack(string text)
    {
        var at = text.IndexOf(Separator, StringComparison.Ordinal);
        if (at < 0)
        {
            return ("", "");
        }

        var token = text[(at + 1)..].Replace('-', '+').Replace('_', '/');
        return (text[..at], token.PadRight((token.Length + 3) / 4 * 4, '='));
    }
}
