using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Validation.AspNetCore;

namespace Storehouse.Identity;

/// <summary>
/// Authenticates access tokens: OpenIddict validates each once, and until it expires the result is found
/// again by the token's digest.
/// </summary>
internal sealed class BearerAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    ValidatedTokens validated) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "Bearer";
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var digest = ValidatedTokens.DigestOf(header.AsSpan(Prefix.Length));
        if (validated.Find(digest, TimeProvider.GetUtcNow()) is { } known)
        {
            return Success(known);
        }

        var result = await Context.AuthenticateAsync(
            OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (result.Principal is not { } principal)
        {
            return result;
        }

        if (IsEarly(principal, TimeProvider.GetUtcNow()))
        {
            return AuthenticateResult.Fail("The token is not valid yet.");
        }

        if (principal.GetExpirationDate() is { } expiry)
        {
            validated.Add(digest, principal, expiry);
        }

        return Success(principal);
    }

    // Of the times in a token, OpenIddict leaves nbf to others (RFC 7519, 4.1.5).
    private static bool IsEarly(ClaimsPrincipal principal, DateTimeOffset now) =>
        long.TryParse(
            principal.GetClaim(OpenIddictConstants.Claims.NotBefore), CultureInfo.InvariantCulture, out var start)
        && now.ToUnixTimeSeconds() < start;

    private static AuthenticateResult Success(ClaimsPrincipal principal) =>
        AuthenticateResult.Success(new AuthenticationTicket(principal, Name));
}

/// <summary>Principals of valid tokens, by the tokens' digests, until they expire; bounded.</summary>
internal sealed class ValidatedTokens : IDisposable
{
    private const int EntriesMax = 20_000;
    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = EntriesMax });

    public static TokenDigest DigestOf(ReadOnlySpan<char> token)
    {
        TokenDigest digest = default;
        SHA256.HashData(
            MemoryMarshal.AsBytes(token), MemoryMarshal.AsBytes(new Span<TokenDigest>(ref digest)));
        return digest;
    }

    public ClaimsPrincipal? Find(TokenDigest digest, DateTimeOffset now) =>
        _entries.TryGetValue(digest, out Entry? entry) && now < entry!.Expiry ? entry.Principal : null;

    public void Add(TokenDigest digest, ClaimsPrincipal principal, DateTimeOffset expiry) =>
        _entries.Set(
            digest,
            new Entry(principal, expiry),
            new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = expiry });

    public void Dispose() => _entries.Dispose();

    private sealed record Entry(ClaimsPrincipal Principal, DateTimeOffset Expiry);
}

/// <summary>SHA-256 of a token.</summary>
internal readonly record struct TokenDigest(UInt128 High, UInt128 Low);
