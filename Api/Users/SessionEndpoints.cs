using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary>A sign-in whose tokens or cookies still work.</summary>
/// <param name="Client">How the client described itself; null when it did not.</param>
/// <param name="Current">The one that this request was made in.</param>
public sealed record SessionBody(
    string Id, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt, string? Client, bool Current)
{
    internal static SessionBody Of(UserSession session, Caller caller) =>
        new(session.Id, session.StartedAt, session.ExpiresAt, session.Client, session.Id == caller.SessionId);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Page<SessionBody>))]
internal sealed partial class SessionJson : JsonSerializerContext;

/// <summary><c>/users/me/sessions</c>: where a user is signed in, and the end of it.</summary>
internal static class SessionEndpoints
{
    public static async Task<IResult> List(
        HttpContext context, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        if (!UserId.IsValid(caller.Id) || await grains.GetGrain<IUserGrain>(caller.Id).GetAccount() is not { } account)
        {
            return UserHttp.NotFound();
        }

        var now = clock.GetUtcNow();
        ImmutableArray<SessionBody> sessions =
        [
            .. account.Sessions.Where(session => session.ExpiresAt > now)
                .OrderByDescending(session => session.StartedAt)
                .Select(session => SessionBody.Of(session, caller)),
        ];
        return Answers.Json(new Page<SessionBody>(sessions, null), SessionJson.Default.PageSessionBody);
    }

    /// <summary><c>DELETE /users/me/sessions/{id}</c>.</summary>
    public static Task<IResult> End(
        HttpContext context, Caller caller, string id, IGrainFactory grains, AccountEvents events) =>
        Execute(context, caller, caller.Id, new EndSessions(id), grains, events);

    /// <summary><c>DELETE /users/me/sessions</c>: all but the one that asks.</summary>
    public static Task<IResult> EndOthers(
        HttpContext context, Caller caller, IGrainFactory grains, AccountEvents events) =>
        Execute(context, caller, caller.Id, new EndSessions(null, caller.SessionId), grains, events);

    /// <summary><c>DELETE /users/{id}/sessions</c>: all of a user, by an administrator.</summary>
    public static Task<IResult> Revoke(
        HttpContext context, Caller caller, string id, IGrainFactory grains, AccountEvents events) =>
        Execute(context, caller, id, new EndSessions(null), grains, events);

    private static async Task<IResult> Execute(
        HttpContext context,
        Caller caller,
        string userId,
        EndSessions command,
        IGrainFactory grains,
        AccountEvents events)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        if (!UserId.IsValid(userId) || await grains.GetGrain<IUserGrain>(userId).GetAccount() is not { } account
            || command.SessionId is { } one && account.Sessions.All(session => session.Id != one))
        {
            return command.SessionId is null ? UserHttp.NotFound() : Problems.NotFound("There is no such session.");
        }

        var reply = await grains.GetGrain<IUserGrain>(userId).Execute(command, context.Command(caller));
        await events.SessionsEnded(userId, command);
        return reply.Outcome == UserOutcome.Done ? Answers.NoContent() : UserHttp.Answer(reply);
    }
}
