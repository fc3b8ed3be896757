namespace Storehouse.Identity;

/// <summary>Where clients may have people sent back to (RFC 9700, 2.1; RFC 8252).</summary>
internal static class RedirectAddress
{
    public const int LengthMax = 2000;

    /// <summary>What is wrong with an address; null when it is sound.</summary>
    public static string? FaultOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || text.Any(character => character is <= ' ' or > '~' or '\\' or '*'))
        {
            return "Must be an absolute address, in ASCII, without wildcards.";
        }

        if (text.Contains('#', StringComparison.Ordinal) || uri.UserInfo.Length > 0)
        {
            return "Must have neither a fragment nor a user.";
        }

        if (uri.Scheme == Uri.UriSchemeHttps)
        {
            return uri.Host.Length > 0 ? null : "Must name a host.";
        }

        if (uri.Scheme == Uri.UriSchemeHttp)
        {
            return uri.IsLoopback ? null : "Must be https, but for the loopback.";
        }

        return uri.Scheme.Contains('.', StringComparison.Ordinal)
            ? null
            : "Must be https, or a scheme made of a domain name, such as com.example.app:/signed-in.";
    }

    /// <summary>Whether it leads to a program on the person's own device.</summary>
    public static bool IsNative(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme != Uri.UriSchemeHttps;
}
