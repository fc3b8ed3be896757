using Storehouse.Http;
using Storehouse.Identity;
using Storehouse.Mail;

namespace Storehouse.Users;

/// <summary>A new password for who forgot theirs, by a message to their verified address.</summary>
internal static class PasswordReset
{
    private const int TextLengthMax = 256;

    /// <summary>
    /// <c>POST /users/password/forgot</c>: 202, whoever is named: whether there is such a user is looked up later,
    /// by who sends the message.
    /// </summary>
    public static async Task<IResult> Forgot(HttpContext context, MailQueue mail)
    {
        using var body = await JsonBody.Read(context);
        var (email, userName) = ReadWho(body);
        if ((body.Problem() ?? IdempotencyKey.ReadText(context.Request, required: false, out _)) is { } problem)
        {
            return problem;
        }

        return await Ask(mail, email, userName)
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Problems.Unavailable(TimeSpan.FromMinutes(1));
    }

    /// <summary>The same for a page.</summary>
    public static Task<bool> Ask(MailQueue mail, string? email, string? userName) => email is not null
        ? mail.Ask(MailKind.ResetByEmail, email)
        : mail.Ask(MailKind.ResetByName, userName!);

    /// <summary><c>POST /users/password/reset</c>: the token of the message, and the new password.</summary>
    public static async Task<IResult> Reset(HttpContext context, Accounts accounts, AccountEvents events)
    {
        using var body = await JsonBody.Read(context);
        var (token, password) = ReadReset(body);
        if ((body.Problem() ?? IdempotencyKey.ReadText(context.Request, required: false, out _)) is { } problem)
        {
            return problem;
        }

        return await Redeem(accounts, events, token, password, context.RequestAborted) == TokenOutcome.Done
            ? Answers.NoContent()
            : EmailVerification.InvalidToken();
    }

    internal static (string? Email, string? UserName) ReadWho(JsonFields body)
    {
        var email = body.OptionalString("email", TextLengthMax, nullable: false);
        var userName = body.OptionalString("username", TextLengthMax, nullable: false);
        if (body.Has("email") == body.Has("username"))
        {
            body.Fault("email", FaultCodes.Required, "Give either email or username.");
        }

        return (email, userName);
    }

    internal static (string Token, string Password) ReadReset(JsonFields body) =>
        (EmailVerification.ReadToken(body), UserFields.ReadPassword(body));

    /// <summary>The same for a page. All sessions end, and a lock-out.</summary>
    public static async Task<TokenOutcome> Redeem(
        Accounts accounts, AccountEvents events, string token, string password, CancellationToken cancelled)
    {
        var (userId, inner) = MailToken.Unpack(token);
        if (await accounts.FindByIdAsync(userId) is not { } account
            || !await accounts.VerifyUserTokenAsync(
                account,
                accounts.Options.Tokens.PasswordResetTokenProvider,
                Accounts.ResetPasswordTokenPurpose,
                inner)
            || !await accounts.ReplacePassword(account, password, cancelled))
        {
            return TokenOutcome.Invalid;
        }

        await events.PasswordChanged(account.Id, allSessions: true);
        return TokenOutcome.Done;
    }
}
