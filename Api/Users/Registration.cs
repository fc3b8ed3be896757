using System.Collections.Immutable;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary><c>POST /users</c>: anyone may become a customer.</summary>
internal static class Registration
{
    internal const string Anonymous = "anonymous";

    public static async Task<IResult> Register(
        HttpContext context,
        IGrainFactory grains,
        Passwords passwords,
        RegistrationByMail byMail,
        AccountEvents events)
    {
        using var body = await JsonBody.Read(context);
        var (userName, password, email, name, addresses) = Read(body);

        // An administrator may know who is there, and registers people who have no mailbox to show.
        var isByMail = byMail.IsAsked && Caller.Find(context.User) is not { IsAdmin: true };
        if (isByMail && (!body.Has("email") || body.IsNull("email")))
        {
            body.Fault("email", FaultCodes.Required, "Registering is completed by a message to this address.");
        }

        if (body.Problem() is { } invalid)
        {
            return invalid;
        }

        var normalised = UserName.Normalise(userName);
        var (badKey, key) = await ReadKey(context, normalised, body.Raw, passwords);
        if (badKey is not null)
        {
            return badKey;
        }

        var hash = await passwords.Hash(password, context.RequestAborted);
        if (isByMail)
        {
            return byMail.Answer(
                await byMail.Begin(new(userName, hash, email!, name, addresses, ReturnUrl: null), key), email!);
        }

        var command = new RegisterUser(userName, hash, email, name, addresses, [UserRole.Customer]);
        var reply = await grains.GetGrain<IUserNameGrain>(normalised)
            .Register(UserId.New(), command, context.Command(Anonymous, key));
        if (reply is { Outcome: UserOutcome.Done, Replayed: false })
        {
            await events.EmailGiven(reply.View!);
        }

        var location = $"{UserEndpoints.Path}/{reply.View?.UserId}";
        return UserHttp.Answer(reply, StatusCodes.Status201Created, location);
    }

    internal static NewUser Read(JsonFields body) => new(
        UserFields.ReadUserName(body),
        UserFields.ReadPassword(body),
        UserFields.ReadEmail(body),
        UserFields.ReadName(body),
        UserFields.ReadAddresses(body, nullable: true) ?? []);

    // Somebody without a token is known by the name they ask for. The body holds a password, so its
    // fingerprint is made as costly to guess from as the password's hash.
    private static async Task<(Problem? Problem, IdempotencyKey? Key)> ReadKey(
        HttpContext context, string userName, ReadOnlyMemory<byte> body, Passwords passwords)
    {
        if (IdempotencyKey.ReadText(context.Request, required: false, out var text) is { } problem)
        {
            return (problem, null);
        }

        if (text is null)
        {
            return (null, null);
        }

        var scoped = IdempotencyKey.Scope($"{Anonymous} {userName}", text);
        return (null, new(scoped, await passwords.Fingerprint(body, scoped, context.RequestAborted)));
    }

    internal sealed record NewUser(
        string UserName, string Password, string? Email, string? Name, ImmutableArray<Address> Addresses);
}
