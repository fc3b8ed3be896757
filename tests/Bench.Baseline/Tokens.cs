using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Storehouse.Tests.Baseline;

/// <summary>Signs and checks access tokens: JWT, RS256, the asymmetric signature cheapest to check.</summary>
public sealed class Tokens : IDisposable
{
    public const string Scope = "orders.read orders.write";
    private const string Issuer = "baseline";
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly SigningCredentials _credentials;

    public Tokens() => _credentials = new(new RsaSecurityKey(_rsa), SecurityAlgorithms.RsaSha256);

    public TokenValidationParameters Validation => new()
    {
        ValidIssuer = Issuer,
        ValidAudience = Issuer,
        IssuerSigningKey = _credentials.Key,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        NameClaimType = "sub",
    };

    public LoginBody Issue(string userId, TimeProvider time)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + Lifetime,
            Subject = new ClaimsIdentity([new("sub", userId), new("scope", Scope)]),
            SigningCredentials = _credentials,
        });
        return new(token, "Bearer", (int)Lifetime.TotalSeconds, Scope);
    }

    public void Dispose() => _rsa.Dispose();
}
