using System.Text.Json.Serialization;

namespace Storehouse.Cli.Identity;

/// <summary>A sign-in kept for later commands. Its token is only ever sent to the server that gave
/// it.</summary>
internal sealed record SavedLogin(
    Uri Server, string Username, string AccessToken, DateTimeOffset ExpiresAt, string? Scope);

/// <summary>The logins of this user, one a server, the last one first.</summary>
internal sealed record SavedLogins(IReadOnlyList<SavedLogin> Logins)
{
    public static SavedLogins None { get; } = new([]);

    /// <summary>Where commands go that name no server.</summary>
    [JsonIgnore]
    public Uri? CurrentServer => Logins is [var last, ..] ? last.Server : null;

    public SavedLogin? For(Uri server) => Logins.FirstOrDefault(login => login.Server == server);

    public SavedLogins With(SavedLogin login) => new([login, .. Without(login.Server).Logins]);

    public SavedLogins Without(Uri server) => new([.. Logins.Where(login => login.Server != server)]);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(SavedLogins))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
