using System.Text.Json.Serialization;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>The answer to a login.</summary>
/// <param name="TokenType">Always Bearer.</param>
/// <param name="ExpiresIn">Seconds.</param>
/// <param name="Scope">Space-separated.</param>
public sealed record LoginBody(string AccessToken, string TokenType, int ExpiresIn, string Scope);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(LoginBody))]
internal sealed partial class LoginJson : JsonSerializerContext;

/// <summary>
/// <c>POST /api/v1/login</c>: user name and password, and a code when the user has a second factor, for an access
/// token.
/// </summary>
internal static class LoginEndpoint
{
    // Of the text as sent; what is no user name at all is refused like a wrong one.
    private const int UserNameLengthMax = 256;
    private const int CodeLengthMax = 32;

    public static async Task<IResult> Login(
        HttpContext context, Accounts accounts, AccessTokens tokens, UserSessions sessions)
    {
        using var body = await JsonBody.Read(context);
        var (userName, password, code, recoveryCode) = Read(body);
        if (body.Problem() is { } problem)
        {
            return problem;
        }

        var user = await accounts.FindOrDecoy(userName);
        var matches = await accounts.CheckPasswordAsync(user, password);
        var session = sessions.New(context, tokens.Lifetime);
        var refusal = matches && await accounts.GetTwoFactorEnabledAsync(user)
            ? await JudgeSecond(accounts, user, code, recoveryCode, session)
            : await Judge(accounts, user, matches, session);
        if (refusal is not null)
        {
            return refusal;
        }

        return Answer(await tokens.Issue(user, session.Id));
    }

    internal static (string UserName, string Password, string? Code, string? RecoveryCode) Read(JsonFields body) => (
        body.RequiredString("username", max: UserNameLengthMax),
        body.RequiredString("password", max: Passwords.LengthMax),
        body.OptionalString("totp", CodeLengthMax, nullable: false),
        body.OptionalString("recovery_code", CodeLengthMax, nullable: false));

    public static IResult Answer(IssuedToken issued) => Answers.Json(
        new LoginBody(
            issued.Token, "Bearer", (int)issued.Lifetime.TotalSeconds, string.Join(' ', issued.Scopes)),
        LoginJson.Default.LoginBody);

    private static async Task<Problem?> Judge(
        Accounts accounts, Account user, bool matches, UserSession session)
    {
        var outcome = await accounts.Attempt(user, matches, complete: matches, session: session);
        return matches && outcome == UserOutcome.Done ? null : Refused();
    }

    private static async Task<Problem?> JudgeSecond(
        Accounts accounts, Account user, string? code, string? recoveryCode, UserSession session)
    {
        if (code is null && recoveryCode is null)
        {
            return await accounts.Attempt(user, succeeded: true, complete: false) == UserOutcome.Done
                ? Problems.Of(ProblemKinds.SecondFactorRequired, "This user signs in with a second factor too.")
                : Refused();
        }

        var step = code is null ? null : await accounts.MatchAuthenticator(user, code);
        var kept = code is null ? accounts.MatchRecoveryCode(user, recoveryCode!) : null;
        var matches = step is not null || kept is not null;
        return await accounts.Attempt(user, matches, complete: true, step, kept, session) switch
        {
            UserOutcome.LockedOut => Refused(),
            UserOutcome.Done when matches => null,
            _ => Problems.Of(ProblemKinds.BadSecondFactor, "The code is wrong, too old, or used."),
        };
    }

    private static Problem Refused() => Problems.Of(ProblemKinds.BadCredentials, "Bad user name or password.");
}
