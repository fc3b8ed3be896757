namespace Storehouse.Cli.Client;

/// <param name="Totp">The code of an authenticator app, for users who have one.</param>
/// <param name="RecoveryCode">In its place, once.</param>
public sealed record LoginRequest(
    string Username, string Password, string? Totp = null, string? RecoveryCode = null);

/// <param name="ExpiresIn">Seconds.</param>
public sealed record Login(string AccessToken, string TokenType, long ExpiresIn, string? Scope);

public sealed record NewUser(string Username, string Password, string? Email, string? Name);

public sealed record User
{
    public string Id { get; init; } = "";

    public string Username { get; init; } = "";

    public string? Email { get; init; }

    public string? Name { get; init; }

    public IReadOnlyList<Address> Addresses { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = [];

    public bool Locked { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}

public sealed record Address(
    string? Name, string? Line1, string? Line2, string? City, string? Region, string? PostalCode,
    string? Country);
