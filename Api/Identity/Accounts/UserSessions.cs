using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>Begins and ends sessions, and tells whether what was issued for one is still good.</summary>
public sealed class UserSessions(IGrainFactory grains, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const int ClientLengthMax = 120;
    private long _endedAt;

    /// <summary>When this process last ended a session: what was found good before is asked about again.</summary>
    public long EndedAt => Interlocked.Read(ref _endedAt);

    /// <summary>A session to begin; of a lifetime other than a cookie's, when given.</summary>
    public UserSession New(HttpContext context, TimeSpan? lifetime = null)
    {
        var now = clock.GetUtcNow();
        return new(
            Guid.NewGuid().ToString("N"),
            now,
            now + (lifetime ?? options.Value.SessionLifetime),
            Client(context.Request));
    }

    /// <summary>Null when the user is locked or gone.</summary>
    public async Task<UserSession?> Start(string userId, HttpContext context, TimeSpan? lifetime = null)
    {
        var session = New(context, lifetime);
        return await Execute(userId, new StartSession(session)) == UserOutcome.Done ? session : null;
    }

    /// <summary>Ends the session of a cookie or token, if it has one.</summary>
    public async Task End(ClaimsPrincipal principal)
    {
        if (principal.FindFirst(Caller.SubjectClaim)?.Value is { } userId
            && principal.FindFirst(Caller.SessionClaim)?.Value is { } sessionId)
        {
            await Execute(userId, new EndSessions(sessionId));
            HaveEnded();
        }
    }

    /// <summary>Sessions may have ended: this process asks anew at once, others within seconds.</summary>
    public void HaveEnded() => Interlocked.Exchange(ref _endedAt, clock.GetUtcNow().UtcTicks);

    /// <summary>Whether the user may still use what was issued; programs have no sessions.</summary>
    public async Task<bool> IsGood(ClaimsPrincipal principal) =>
        principal.FindFirst(Caller.SubjectClaim)?.Value is not { } subject
        || !UserId.IsValid(subject)
        || await grains.GetGrain<IUserGrain>(subject).HasSession(principal.FindFirst(Caller.SessionClaim)?.Value);

    private static string? Client(HttpRequest request)
    {
        var text = request.Headers[HeaderNames.UserAgent].ToString();
        var shown = string.Concat(text.Where(character => character is >= ' ' and <= '~').Take(ClientLengthMax));
        return shown.Length == 0 ? null : shown;
    }

    private async Task<UserOutcome> Execute(string userId, UserCommand command) =>
        (await grains.GetGrain<IUserGrain>(userId)
            .Execute(command, new CommandContext(userId, clock.GetUtcNow()))).Outcome;
}
