using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Identity;
using Storehouse.Mail;

namespace Storehouse.Users;

/// <summary>A registration that waits. The same whatever is known of the name and the address.</summary>
/// <param name="Email">Where the message goes that completes it, or says why it cannot be.</param>
/// <param name="ExpiresIn">Seconds in which it can be completed.</param>
public sealed record RegistrationBody(string Email, long ExpiresIn);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RegistrationBody))]
internal sealed partial class RegistrationJson : JsonSerializerContext;

/// <summary>How the completion of a registration ended.</summary>
internal enum CompletionOutcome
{
    /// <summary>There is a user now, with a verified address.</summary>
    Done,

    /// <summary>It was completed before.</summary>
    DoneBefore,

    /// <summary>Wrong, or too old.</summary>
    InvalidToken,

    /// <summary>Not the password that was registered with.</summary>
    WrongPassword,

    /// <summary>Somebody else took the name meanwhile.</summary>
    UserNameTaken,

    /// <summary>Somebody else proved to have the address before.</summary>
    EmailTaken,
}

/// <summary>
/// Registering without telling who is registered: the request looks nothing up. Whether name and address are free is
/// looked up by who writes the message, and only the mailbox is told.
/// </summary>
internal sealed class RegistrationByMail(
    PendingRegistrations pending,
    MailQueue mail,
    Passwords passwords,
    IGrainFactory grains,
    IOptions<UsersOptions> options,
    IOptions<MailOptions> mailOptions,
    TimeProvider clock)
{
    /// <summary>Whether this is how people register here.</summary>
    public bool IsAsked => (options.Value.Registration
        ?? (mailOptions.Value.Host is null ? RegistrationMode.AtOnce : RegistrationMode.ByMail))
        == RegistrationMode.ByMail;

    /// <summary>Keeps a registration, and has the message written.</summary>
    public async Task<KeepOutcome> Begin(PendingRegistration registration, IdempotencyKey? key)
    {
        var outcome = await pending.Keep(registration, key);

        // Also for a repeat: a crash may have come between the two. No second message waits then.
        return outcome is not (KeepOutcome.Kept or KeepOutcome.KeptBefore)
            || await mail.Ask(MailKind.Registration, registration.Email)
            ? outcome
            : KeepOutcome.TooMany;
    }

    public IResult Answer(KeepOutcome outcome, string email) => outcome switch
    {
        KeepOutcome.KeyReused => Problems.IdempotencyKeyReused(),
        KeepOutcome.TooMany => Problems.Unavailable(TimeSpan.FromMinutes(1)),
        _ => Answers.Json(
            new RegistrationBody(email, (long)options.Value.RegistrationLifetime.TotalSeconds),
            RegistrationJson.Default.RegistrationBody,
            StatusCodes.Status202Accepted,
            replayed: outcome == KeepOutcome.KeptBefore),
    };

    /// <summary><c>POST /users/registration/complete</c>: the message's token, and the password again.</summary>
    public static async Task<IResult> Complete(HttpContext context, RegistrationByMail registrations, Accounts accounts)
    {
        using var body = await JsonBody.Read(context);
        var (token, password) = Read(body);
        if ((body.Problem() ?? IdempotencyKey.ReadText(context.Request, required: false, out _)) is { } problem)
        {
            return problem;
        }

        var (outcome, account, _) = await registrations.Complete(accounts, token, password, context.RequestAborted);
        return outcome switch
        {
            CompletionOutcome.Done or CompletionOutcome.DoneBefore => UserHttp.Answer(
                account!.Known!.User,
                StatusCodes.Status201Created,
                $"{UserEndpoints.Path}/{account.Id}"),
            CompletionOutcome.WrongPassword => Problems.Invalid(Fault.At(
                "/password", FaultCodes.InvalidValue, "Not the password that was registered with.")),
            CompletionOutcome.UserNameTaken => Problems.Of(
                ProblemKinds.UsernameTaken, "Somebody took this user name meanwhile. Register with another one."),
            CompletionOutcome.EmailTaken => Problems.Of(
                ProblemKinds.EmailTaken, "Another user has this e-mail address, and has verified it."),
            _ => EmailVerification.InvalidToken(),
        };
    }

    /// <summary>Where who registered was on their way to; null when nowhere, or for a token that is not good.</summary>
    public async Task<string?> ReturnUrlOf(string token) => (await pending.Find(token)).Registration?.ReturnUrl;

    internal static (string Token, string Password) Read(JsonFields body) => (
        body.RequiredString("token", MailToken.LengthMax), UserFields.ReadPassword(body));

    /// <summary>
    /// The same for a page. The password is asked for because somebody else may have registered with this address:
    /// whoever reads its mail would finish an account that the other one has a key to.
    /// </summary>
    public async Task<(CompletionOutcome Outcome, Account? Account, string? ReturnUrl)> Complete(
        Accounts accounts, string token, string password, CancellationToken cancelled)
    {
        var (id, registration, userId) = await pending.Find(token);
        if (userId is not null)
        {
            return await accounts.FindByIdAsync(userId) is { } made
                && await passwords.Verify(made.PasswordHash, password, cancelled)
                ? (CompletionOutcome.DoneBefore, made, null)
                : (CompletionOutcome.InvalidToken, null, null);
        }

        if (registration is null)
        {
            return (CompletionOutcome.InvalidToken, null, null);
        }

        if (!await passwords.Verify(registration.PasswordHash, password, cancelled))
        {
            return (CompletionOutcome.WrongPassword, null, null);
        }

        if (await accounts.FindByEmailAsync(registration.Email) is { } owner && owner.Id != id)
        {
            return (CompletionOutcome.EmailTaken, null, null);
        }

        return await Make(accounts, id, registration) is { } account
            ? (CompletionOutcome.Done, account, registration.ReturnUrl)
            : (CompletionOutcome.UserNameTaken, null, null);
    }

    // Each step can be done again after a crash: the registration is forgotten last.
    private async Task<Account?> Make(Accounts accounts, string id, PendingRegistration registration)
    {
        var command = new RegisterUser(
            registration.UserName,
            registration.PasswordHash,
            registration.Email,
            registration.Name,
            registration.Addresses,
            [UserRole.Customer]);
        var key = IdempotencyKey.Scope(Registration.Anonymous, id);
        var reply = await grains.GetGrain<IUserNameGrain>(UserName.Normalise(registration.UserName))
            .Register(id, command, new(id, clock.GetUtcNow(), key, key));
        if (reply is not { Outcome: UserOutcome.Done, View.UserId: { } userId }
            || await accounts.FindByIdAsync(userId) is not { } account)
        {
            return null;
        }

        await accounts.ConfirmEmail(account);
        await pending.Completed(id, userId);
        return await accounts.FindByIdAsync(userId);
    }
}
