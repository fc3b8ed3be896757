using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace Storehouse.Identity.Pages;

/// <summary>
/// Remembers, over the way to the sign-in page and back, which request asked for a sign-in and when: one that
/// insists on it (<c>prompt=login</c>, <c>max_age</c>) is content with a later one, and asks no second time.
/// </summary>
internal sealed class FreshSignIn(
    IDataProtectionProvider protection, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private const string CookieName = "storehouse-asked";
    private readonly IDataProtector _protector = protection.CreateProtector("storehouse.fresh-sign-in");
    private readonly CookieBuilder _cookie = Cookie(options.Value);

    public void Ask(HttpContext context)
    {
        var asked = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(
            _cookie.Name!, _protector.Protect($"{asked} {Digest(context)}"), _cookie.Build(context));
    }

    /// <summary>Whether this request asked for a sign-in before, and the session began after that.</summary>
    public bool WasAsked(HttpContext context, SignedIn session)
    {
        if (context.Request.Cookies[_cookie.Name!] is not { } kept)
        {
            return false;
        }

        try
        {
            return _protector.Unprotect(kept).Split(' ') is [var asked, var digest]
                && digest == Digest(context)
                && session.At.ToUnixTimeSeconds() >= long.Parse(asked, CultureInfo.InvariantCulture);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    public void Forget(HttpContext context) =>
        context.Response.Cookies.Delete(_cookie.Name!, _cookie.Build(context));

    private static CookieBuilder Cookie(IdentityOptions identity)
    {
        var cookie = new CookieBuilder { MaxAge = TimeSpan.FromMinutes(30) };
        SignInSession.Protect(cookie, identity, CookieName);
        return cookie;
    }

    // The same whether the parameters come in the address or, with the person's decision, in a form.
    private static string Digest(HttpContext context)
    {
        var request = context.Request;
        var fields = request.HasFormContentType ? request.Form : request.Query.AsEnumerable();
        var lines = fields
            .Where(field => field.Key is not ProviderPage.DecisionField
                && !field.Key.StartsWith("__", StringComparison.Ordinal))
            .Select(field => $"{field.Key}={field.Value}")
            .Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
    }
}
