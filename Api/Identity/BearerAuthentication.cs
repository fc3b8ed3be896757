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
    ValidatedTokens validated,
    UserSessions sessions,
    IOptions<SignInOptions> signIn) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
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
        var now = TimeProvider.GetUtcNow();
        if (validated.Find(digest, now) is { } known)
        {
            return await IsGood(known, now) ? Success(known.Principal) : Ended();
        }

        var result = await Context.AuthenticateAsync(
            OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme);
        if (result.Principal is not { } principal)
        {
            return result;
        }

        if (IsEarly(principal, now))
        {
            return AuthenticateResult.Fail("The token is not valid yet.");
        }

        if (!await IsGood(principal))
        {
            return Ended();
        }

        if (principal.GetExpirationDate() is { } expiry)
        {
            validated.Add(digest, new(principal, expiry, now));
        }

        return Success(principal);
    }

    private static AuthenticateResult Ended() => AuthenticateResult.Fail("The token was revoked.");

    // Neither the session nor the token itself may have been ended.
    private async ValueTask<bool> IsGood(ClaimsPrincipal principal) =>
        await sessions.IsGood(principal) && await TokenEntries.IsGood(principal, Context);

    private async ValueTask<bool> IsGood(ValidatedToken token, DateTimeOffset now)
    {
        if (now - token.CheckedAt < signIn.Value.SessionsCheckedEvery
            && token.CheckedAt.UtcTicks > sessions.EndedAt)
        {
            return true;
        }

        if (!await IsGood(token.Principal))
        {
            return false;
        }

        token.CheckedAt = now;
        return true;
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

    public ValidatedToken? Find(TokenDigest digest, DateTimeOffset now) =>
        _entries.TryGetValue(digest, out ValidatedToken? token) && now < token!.Expiry ? token : null;

    public void Add(TokenDigest digest, ValidatedToken token) =>
        _entries.Set(
            digest, token, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = token.Expiry });

    public void Dispose() => _entries.Dispose();
}

/// <summary>Whom a valid token speaks for, and when their session was last asked about.</summary>
internal sealed class ValidatedToken(ClaimsPrincipal principal, DateTimeOffset expiry, DateTimeOffset checkedAt)
{
    private long _checkedAt = checkedAt.UtcTicks;

    public ClaimsPrincipal Principal => principal;

    public DateTimeOffset Expiry => expiry;

    public DateTimeOffset CheckedAt
    {
        get => new(Interlocked.Read(ref _checkedAt), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _checkedAt, value.UtcTicks);
    }
}

/// <summary>SHA-256 of a token.</summary>
internal readonly record struct TokenDigest(UInt128 High, UInt128 Low);
