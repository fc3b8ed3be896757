using Microsoft.AspNetCore.Mvc.Filters;
using OpenIddict.Abstractions;

namespace Storehouse.Identity.Pages;

/// <summary>
/// What every page tells the browser: no script unless it is one with passkeys, no frame around it,
/// nothing from elsewhere, no copy.
/// </summary>
internal sealed class PageHeaders : IResourceFilter
{
    private const string FormTargets = "form-action 'self'";

    private static readonly string Policy = $"default-src 'none'; style-src {PageStyle.Source}; "
        + $"base-uri 'none'; frame-ancestors 'none'; {FormTargets}";

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    /// <summary>
    /// Lets a form's answer lead to a client's addresses: browsers hold redirects after a form against its targets.
    /// </summary>
    public static void AllowForms(HttpContext context, IEnumerable<string> addresses)
    {
        var origins = addresses.Select(OriginOf).OfType<string>().Distinct(StringComparer.Ordinal);
        var policy = context.Response.Headers.ContentSecurityPolicy.ToString();
        context.Response.Headers.ContentSecurityPolicy = string.Join(' ', [policy, .. origins]);
    }

    /// <summary>Lets a form's answer lead to the client that a local address names, if it names one.</summary>
    public static async Task AllowForms(
        HttpContext context, string? returnUrl, IOpenIddictApplicationManager applications)
    {
        var query = returnUrl?.IndexOf('?', StringComparison.Ordinal) is >= 0 and var start
            ? Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(returnUrl[start..])
            : [];
        if (query.TryGetValue(OpenIddictConstants.Parameters.ClientId, out var id)
            && id.ToString() is { Length: > 0 } clientId
            && await applications.FindByClientIdAsync(clientId, context.RequestAborted) is { } client)
        {
            AllowForms(context, await applications.GetRedirectUrisAsync(client, context.RequestAborted));
        }
    }

    /// <summary>Lets the page use this server's own script, and that script ask this server.</summary>
    public static void AllowScript(HttpContext context)
    {
        var policy = context.Response.Headers.ContentSecurityPolicy.ToString();
        context.Response.Headers.ContentSecurityPolicy = $"script-src 'self'; connect-src 'self'; {policy}";
    }

    // A native client listens on any port of the loopback (RFC 8252, 7.3), or has a scheme of its own.
    private static string? OriginOf(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return null;
        }

        if (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
        {
            return uri.Scheme + ":";
        }

        return uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp
            ? $"{uri.Scheme}://{uri.Host}:*"
            : uri.GetLeftPart(UriPartial.Authority);
    }
}
