using System.Collections.Immutable;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary><c>PATCH /users/me</c>: a JSON merge patch (RFC 7396) of one's own profile.</summary>
internal static class ProfileChange
{
    private const string MergePatch = "application/merge-patch+json";

    public static async Task<IResult> Change(
        HttpContext context,
        Caller caller,
        IGrainFactory grains,
        Accounts accounts,
        Passwords passwords,
        AccountEvents events)
    {
        using var body = await JsonBody.Read(context, mediaTypes: MergePatch);
        var (email, name, addresses, current, replacement) = Read(body);
        IfMatch condition = default;
        if ((body.Problem() ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        if (!UserId.IsValid(caller.Id))
        {
            return UserHttp.NotFound();
        }

        var user = grains.GetGrain<IUserGrain>(caller.Id);
        var password = replacement is null
            ? null
            : await ReplacePassword(accounts, passwords, caller.Id, current!, replacement, context.RequestAborted);
        if (replacement is not null && password is null)
        {
            return UserHttp.WrongPassword();
        }

        var command = new ChangeProfile(
            body.Has("email") ? new(email) : null,
            body.Has("name") ? new(name) : null,
            body.Has("addresses") ? addresses ?? [] : null,
            password,
            caller.SessionId);
        var before = await user.GetView();
        var version = await condition.Version(() => ValueTask.FromResult(before?.Version));
        var reply = await user.Execute(command, context.Command(caller, ifVersion: version));
        if (reply.Outcome == UserOutcome.Done)
        {
            await Follow(events, before, reply.View!, password is not null);
        }

        return UserHttp.Answer(reply);
    }

    internal static Changes Read(JsonFields body)
    {
        var email = UserFields.ReadEmail(body);
        var name = UserFields.ReadName(body);
        var addresses = UserFields.ReadAddresses(body, nullable: true);
        var (current, replacement) = ReadPasswords(body);
        return new(email, name, addresses, current, replacement);
    }

    private static (string? Current, string? Replacement) ReadPasswords(JsonFields body)
    {
        var replacement = body.OptionalString(
            "password", Passwords.LengthMax, Passwords.LengthMin, nullable: false);
        var current = body.OptionalString("current_password", Passwords.LengthMax, nullable: false);
        if (body.Has("password") != body.Has("current_password"))
        {
            body.Fault(
                body.Has("password") ? "current_password" : "password",
                FaultCodes.Required,
                "A change of password takes both the current and the new one.");
        }

        return (current, replacement);
    }

    private static async Task Follow(
        AccountEvents events, UserView? before, UserView after, bool changesPassword)
    {
        if (before is not null)
        {
            await events.EmailChanged(before, after);
        }

        if (changesPassword)
        {
            await events.PasswordChanged(after.UserId, allSessions: false);
        }
    }

    // Whoever has a token and guesses the password is locked out like at sign-in.
    private static async Task<PasswordChange?> ReplacePassword(
        Accounts accounts,
        Passwords passwords,
        string userId,
        string current,
        string replacement,
        CancellationToken cancelled)
    {
        if (await accounts.FindByIdAsync(userId) is not { } account)
        {
            return null;
        }

        return await accounts.ConfirmPassword(account, current)
            ? new(account.PasswordHash!, await passwords.Hash(replacement, cancelled))
            : null;
    }

    internal sealed record Changes(
        string? Email, string? Name, ImmutableArray<Address>? Addresses, string? Current, string? Replacement);
}
