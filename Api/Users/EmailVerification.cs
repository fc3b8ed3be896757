using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Identity;
using Storehouse.Mail;

namespace Storehouse.Users;

/// <summary>Proof that a user reads the mail sent to their address.</summary>
internal static class EmailVerification
{
    /// <summary><c>POST /users/me/email/verification</c>: the message once more.</summary>
    public static async Task<IResult> Ask(
        HttpContext context, Caller caller, IGrainFactory grains, MailQueue mail, IOptions<MailOptions> options)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        if ((body.Problem() ?? IdempotencyKey.ReadText(context.Request, required: false, out _)) is { } problem)
        {
            return problem;
        }

        if (!UserId.IsValid(caller.Id) || await grains.GetGrain<IUserGrain>(caller.Id).GetView() is not { } user)
        {
            return UserHttp.NotFound();
        }

        if (user.Email is null || user.EmailVerified)
        {
            return Problems.Of(
                ProblemKinds.NothingToVerify,
                user.Email is null ? "The user has no e-mail address." : "The e-mail address is verified already.");
        }

        return await mail.Ask(MailKind.Verification, user.UserId, options.Value.PerHourMax)
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Problems.Of(ProblemKinds.RateLimited, "Enough messages were sent in the last hour.")
                .With("policy", "mail")
                .RetryAfter(TimeSpan.FromHours(1));
    }

    /// <summary><c>POST /users/email/verify</c>: hands back the token of the message.</summary>
    public static async Task<IResult> Verify(HttpContext context, Accounts accounts)
    {
        using var body = await JsonBody.Read(context);
        var token = ReadToken(body);
        return (body.Problem() ?? IdempotencyKey.ReadText(context.Request, required: false, out _)) is { } problem
            ? problem
            : await Redeem(accounts, token) switch
            {
                TokenOutcome.Done => Answers.NoContent(),
                TokenOutcome.EmailTaken => Problems.Of(
                    ProblemKinds.EmailTaken, "Another user has this e-mail address, and has verified it."),
                _ => InvalidToken(),
            };
    }

    /// <summary>The same for a page.</summary>
    public static async Task<TokenOutcome> Redeem(Accounts accounts, string token)
    {
        var (userId, inner) = MailToken.Unpack(token);
        if (await accounts.FindByIdAsync(userId) is not { Email: { } email } account
            || !await accounts.VerifyUserTokenAsync(
                account,
                accounts.Options.Tokens.ChangeEmailTokenProvider,
                Accounts.GetChangeEmailTokenPurpose(email),
                inner))
        {
            return TokenOutcome.Invalid;
        }

        return await accounts.ConfirmEmail(account);
    }

    internal static string ReadToken(JsonFields body) => body.RequiredString("token", MailToken.LengthMax);

    public static Problem InvalidToken() => Problems.Of(
        ProblemKinds.InvalidToken, "The token is not valid: it is wrong, too old, or was used.");
}
