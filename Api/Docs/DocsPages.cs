using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;
using Storehouse.Hosting;
using Storehouse.Identity;

namespace Storehouse.Docs;

/// <summary>
/// <c>/docs</c>: the description as pages that people read, sign in to and send requests from. All of it comes from
/// this server.
/// </summary>
internal static class DocsPages
{
    private const string Path = "/docs";
    private const int NonceDigits = 32;

    private const string SignedIn = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Signed in - Storehouse</title></head>
        <body><main><h1>Signed in</h1><p>You can close this window.</p></main></body>
        </html>

        """;

    public static IServiceCollection AddDocs(this IServiceCollection services) =>
        services.AddSettings<DocsOptions>(DocsOptions.Section);

    public static IEndpointRouteBuilder MapDocs(this IEndpointRouteBuilder routes)
    {
        if (!routes.ServiceProvider.GetRequiredService<IOptions<DocsOptions>>().Value.Enabled)
        {
            return routes;
        }

        routes.MapScalarApiReference(Path, Configure).AllowAnonymous().ExcludeFromDescription();

        // The page that opened this one reads the code out of its address and closes it.
        routes.MapGet(DocsClient.RedirectPath, () => Results.Content(SignedIn, "text/html; charset=utf-8"))
            .AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    private static void Configure(ScalarOptions page, HttpContext context)
    {
        var services = context.RequestServices;
        var nonce = RandomNumberGenerator.GetHexString(NonceDigits);
        context.Response.Headers.ContentSecurityPolicy = PolicyWith(nonce);
        page.WithNonce(nonce).WithTitle("Storehouse API");
        page.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp();
        page.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        page.HideClientButton = true;
        page.DefaultHttpClient = new(ScalarTarget.Shell, ScalarClient.Curl);
        foreach (var version in services.GetRequiredService<Description>().Versions)
        {
            page.AddDocument(version, version, $"/openapi/{version}.json");
        }

        page.AddPreferredSecuritySchemes(SecuritySchemes.OAuth);
        page.AddAuthorizationCodeFlow(SecuritySchemes.OAuth, flow =>
        {
            flow.ClientId = DocsClient.Id;
            flow.Pkce = Pkce.Sha256;
            flow.RedirectUri = DocsClient.RedirectOf(
                context.Request, services.GetRequiredService<IOptions<IdentityOptions>>().Value.Issuer!);
            flow.SelectedScopes = GrantedScopes.All.Except(GrantedScopes.Standard);
        });
    }

    /// <summary>
    /// Scripts only by the nonce, and nothing from or to elsewhere. What is let go beyond that, and why: the pages set
    /// <c>style</c> attributes, which no nonce covers; icons and fonts come as <c>data:</c> in the style sheet; answers
    /// that are files are shown from <c>blob:</c>.
    /// </summary>
    private static string PolicyWith(string nonce) =>
        $"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}
