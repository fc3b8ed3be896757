using System.Collections.Immutable;
using System.Text.Json;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Storehouse.Identity;

/// <summary>
/// What users have agreed to, and what came of it. An agreement is remembered as a permanent authorisation; each
/// grant is one of its own, so that it can be ended with every token that came of it and without the others.
/// </summary>
internal sealed class Grants(
    IOpenIddictApplicationManager applications,
    IOpenIddictAuthorizationManager authorizations,
    IOpenIddictTokenManager tokens,
    TimeProvider clock)
{
    private const string SessionProperty = "session";

    /// <summary>Whether the user agreed before to give the client at least these scopes.</summary>
    public async Task<bool> HasConsent(
        string userId, object application, ImmutableArray<string> scopes, CancellationToken cancelled)
    {
        var client = await applications.GetIdAsync(application, cancelled);
        await foreach (var _ in authorizations.FindAsync(
            userId, client, Statuses.Valid, AuthorizationTypes.Permanent, scopes, cancelled))
        {
            return true;
        }

        return false;
    }

    public async Task RememberConsent(
        string userId, object application, ImmutableArray<string> scopes, CancellationToken cancelled)
    {
        if (!await HasConsent(userId, application, scopes, cancelled))
        {
            await Create(userId, application, AuthorizationTypes.Permanent, scopes, null, cancelled);
        }
    }

    /// <summary>Begins a grant within a sign-in session; its id goes into every token that comes of it.</summary>
    public async Task<string> Begin(
        SignedIn session, object application, ImmutableArray<string> scopes, CancellationToken cancelled)
    {
        var grant = await Create(
            session.UserId, application, AuthorizationTypes.AdHoc, scopes, session.SessionId, cancelled);
        return (await authorizations.GetIdAsync(grant, cancelled))!;
    }

    /// <summary>
    /// Ends what was granted in a session: all of the client that asked for the sign-out, and of the others what
    /// was not meant to outlive it (<c>offline_access</c>).
    /// </summary>
    public async Task EndSession(SignedIn session, string? clientId, CancellationToken cancelled)
    {
        var asking = clientId is null ? null : await applications.FindByClientIdAsync(clientId, cancelled);
        var askingId = asking is null ? null : await applications.GetIdAsync(asking, cancelled);
        var ended = new List<object>();
        await foreach (var grant in authorizations.FindBySubjectAsync(session.UserId, cancelled))
        {
            var properties = await authorizations.GetPropertiesAsync(grant, cancelled);
            if (properties.TryGetValue(SessionProperty, out var id) && id.GetString() == session.SessionId
                && (await authorizations.GetApplicationIdAsync(grant, cancelled) == askingId
                    || !await authorizations.HasScopesAsync(grant, [Scopes.OfflineAccess], cancelled)))
            {
                ended.Add(grant);
            }
        }

        foreach (var grant in ended)
        {
            await tokens.RevokeByAuthorizationIdAsync(
                (await authorizations.GetIdAsync(grant, cancelled))!, cancelled);
        }
    }

    private async Task<object> Create(
        string userId,
        object application,
        string type,
        ImmutableArray<string> scopes,
        string? sessionId,
        CancellationToken cancelled)
    {
        var descriptor = new OpenIddictAuthorizationDescriptor
        {
            ApplicationId = await applications.GetIdAsync(application, cancelled),
            CreationDate = clock.GetUtcNow(),
            Status = Statuses.Valid,
            Subject = userId,
            Type = type,
        };
        descriptor.Scopes.UnionWith(scopes);
        if (sessionId is not null)
        {
            descriptor.Properties[SessionProperty] = JsonSerializer.SerializeToElement(sessionId);
        }

        return await authorizations.CreateAsync(descriptor, cancelled);
    }
}
