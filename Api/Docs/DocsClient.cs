using Storehouse.Identity;

namespace Storehouse.Docs;

/// <summary>
/// The client that the docs' own pages sign people in by. It is made at start, and cannot keep a secret.
/// </summary>
internal static class DocsClient
{
    public const string Id = "storehouse-docs";

    /// <summary>Where the sign-in leads back to: a page of this server's, as the ones that ask for it.</summary>
    public const string RedirectPath = "/docs/signed-in";

    private static readonly string[] LoopbackNames = ["localhost", "127.0.0.1"];

    /// <param name="issuer">The server's address.</param>
    public static ClientDescription Of(Uri issuer) => new(
        Id,
        "Storehouse docs",
        IsPublic: true,
        [ClientGrant.AuthorizationCode],
        [.. RedirectsOf(issuer)],
        PostLogoutRedirectUris: [],
        GrantedScopes.Grantable,

        // On https nobody but this server gets the code. On the loopback another program may listen: people are asked.
        IsTrusted: issuer.Scheme == Uri.UriSchemeHttps);

    /// <summary>Where a sign-in that a page asks for leads back to: to the origin of that page.</summary>
    public static string RedirectOf(HttpRequest request, Uri issuer) => issuer.IsLoopback
        ? $"{request.Scheme}://{request.Host}{RedirectPath}"
        : RedirectOf(issuer);

    // On the loopback people type whichever of its names they like.
    private static IEnumerable<string> RedirectsOf(Uri issuer) => issuer.IsLoopback
        ? LoopbackNames.Select(name => RedirectOf(new UriBuilder(issuer) { Host = name }.Uri))
        : [RedirectOf(issuer)];

    private static string RedirectOf(Uri issuer) => new Uri(issuer, RedirectPath).AbsoluteUri;
}
