namespace Storehouse.Cli.Client;

public sealed record NewClient
{
    public required string Name { get; init; }

    public string? Type { get; init; }

    public IReadOnlyList<string> Grants { get; init; } = [];

    public IReadOnlyList<string>? RedirectUris { get; init; }

    public IReadOnlyList<string>? PostLogoutRedirectUris { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public bool? Trusted { get; init; }
}

/// <summary>What of a client is to change; null leaves it.</summary>
public sealed record ClientChange
{
    public string? Name { get; init; }

    public IReadOnlyList<string>? Grants { get; init; }

    public IReadOnlyList<string>? RedirectUris { get; init; }

    public IReadOnlyList<string>? PostLogoutRedirectUris { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public bool? Trusted { get; init; }
}

/// <param name="KeepPreviousFor">ISO 8601.</param>
public sealed record NewSecret(string? KeepPreviousFor);

public sealed record RegisteredClient
{
    public string Id { get; init; } = "";

    public string? Name { get; init; }

    public string Type { get; init; } = "";

    public IReadOnlyList<string> Grants { get; init; } = [];

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    public IReadOnlyList<string> PostLogoutRedirectUris { get; init; } = [];

    public IReadOnlyList<string> Scopes { get; init; } = [];

    public bool Trusted { get; init; }

    public string ManagedBy { get; init; } = "";

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Only in the answer that made it.</summary>
    public string? Secret { get; init; }
}
