using System.Collections.Immutable;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary>What administrators do to users: roles, locking, unlocking.</summary>
internal static class UserAdministration
{
    private const int ReasonLengthMax = 500;

    public static async Task<IResult> SetRoles(
        HttpContext context, Caller caller, string id, IGrainFactory grains, AccountEvents events)
    {
        using var body = await JsonBody.Read(context);
        var roles = ReadRoles(body);
        var locksOut = !roles.Contains(UserRole.Admin);
        return await Execute(context, caller, id, grains, events, body, new SetRoles(roles), locksOut);
    }

    public static async Task<IResult> Lock(
        HttpContext context, Caller caller, string id, IGrainFactory grains, AccountEvents events)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        var reason = ReadReason(body);
        return await Execute(context, caller, id, grains, events, body, new LockUser(reason), locksOut: true);
    }

    public static async Task<IResult> Unlock(
        HttpContext context, Caller caller, string id, IGrainFactory grains, AccountEvents events)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        return await Execute(context, caller, id, grains, events, body, new UnlockUser(), locksOut: false);
    }

    internal static ImmutableArray<UserRole> ReadRoles(JsonFields body) =>
        body.RequiredEnums<UserRole>("roles", min: 1);

    internal static string? ReadReason(JsonFields body) =>
        body.OptionalString("reason", ReasonLengthMax, multiline: true);

    private static async Task<IResult> Execute(
        HttpContext context,
        Caller caller,
        string id,
        IGrainFactory grains,
        AccountEvents events,
        JsonBody body,
        UserCommand command,
        bool locksOut)
    {
        IdempotencyKey? key = null;
        IfMatch condition = default;
        if ((body.Problem()
            ?? IdempotencyKey.Read(context.Request, caller.Id, body.Raw, required: false, out key)
            ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        if (locksOut && caller.Id == id)
        {
            return Problems.Forbidden("Administrators cannot lock themselves out.");
        }

        if (!UserId.IsValid(id))
        {
            return UserHttp.NotFound();
        }

        var user = grains.GetGrain<IUserGrain>(id);
        var version = await condition.Version(async () => (await user.GetView())?.Version);
        var reply = await user.Execute(command, context.Command(caller, key, version));
        if (locksOut && reply.Outcome == UserOutcome.Done)
        {
            await events.Restricted(id);
        }

        return UserHttp.Answer(reply);
    }
}
