using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary>What an authenticator app needs to know; nothing changes until a code of it is confirmed.</summary>
/// <param name="Secret">Base 32, for typing.</param>
/// <param name="Uri">An <c>otpauth</c> address, for a QR code.</param>
public sealed record TotpBody(string Secret, string Uri);

/// <summary>Codes that each work once in the place of one of the authenticator; shown only now.</summary>
public sealed record RecoveryCodesBody(ImmutableArray<string> RecoveryCodes);

/// <summary>Whether a second factor is asked for.</summary>
/// <param name="RecoveryCodesLeft">Those not used yet.</param>
public sealed record SecondFactorBody(bool Enabled, int RecoveryCodesLeft);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TotpBody))]
[JsonSerializable(typeof(RecoveryCodesBody))]
[JsonSerializable(typeof(SecondFactorBody))]
internal sealed partial class TotpJson : JsonSerializerContext;

/// <summary><c>/users/me/totp</c>: codes of an authenticator app beside the password.</summary>
internal static class TotpEndpoints
{
    private const int CodeLengthMax = 32;

    public static async Task<IResult> Show(HttpContext context, Caller caller, Accounts accounts) =>
        QueryFields.None(context.Request) is { } problem
            ? problem
            : await accounts.FindByIdAsync(caller.Id) is { } account
                ? Answers.Json(
                    new SecondFactorBody(
                        await accounts.GetTwoFactorEnabledAsync(account),
                        await accounts.CountRecoveryCodesAsync(account)),
                    TotpJson.Default.SecondFactorBody)
                : UserHttp.NotFound();

    /// <summary>A new secret, in the place of one that was not confirmed.</summary>
    public static async Task<IResult> Begin(HttpContext context, Caller caller, Accounts accounts)
    {
        var (account, refusal) = await ReadPassword(context, caller, accounts);
        if (refusal is not null)
        {
            return refusal;
        }

        if (await accounts.GetTwoFactorEnabledAsync(account))
        {
            return Problems.Of(
                ProblemKinds.SecondFactorConflict, "Disable the second factor before another one is set up.");
        }

        return (await accounts.ResetAuthenticatorKeyAsync(account)).Succeeded
            && await accounts.GetAuthenticatorKeyAsync(account) is { } key
            ? Answers.Json(new TotpBody(key, OtpUri(account, key)), TotpJson.Default.TotpBody)
            : UserHttp.ChangedMeanwhile();
    }

    /// <summary>Enables the second factor, once a code shows that the app has the secret.</summary>
    public static async Task<IResult> Confirm(
        HttpContext context, Caller caller, Accounts accounts, UserSessions sessions)
    {
        using var body = await JsonBody.Read(context);
        var code = ReadCode(body);
        if (ProblemOf(context, body) is { } problem)
        {
            return problem;
        }

        if (await accounts.FindByIdAsync(caller.Id) is not { } account)
        {
            return UserHttp.NotFound();
        }

        if (await accounts.GetTwoFactorEnabledAsync(account)
            || await accounts.GetAuthenticatorKeyAsync(account) is null)
        {
            return Problems.Of(ProblemKinds.SecondFactorConflict, "No secret waits to be confirmed.");
        }

        if (await EnableTotp(accounts, account, code, caller.SessionId) is not { } codes)
        {
            return Problems.Invalid(Fault.At("/code", FaultCodes.InvalidValue, "Not a code of this secret."));
        }

        sessions.HaveEnded();
        return Answers.Json(new RecoveryCodesBody(codes), TotpJson.Default.RecoveryCodesBody);
    }

    /// <summary>The same for a page; null when the code is wrong or was used.</summary>
    public static async Task<ImmutableArray<string>?> EnableTotp(
        Accounts accounts, Account account, string code, string? session)
    {
        if (!await accounts.VerifyTwoFactorTokenAsync(
            account, accounts.Options.Tokens.AuthenticatorTokenProvider, code))
        {
            await accounts.AccessFailedAsync(account);
            return null;
        }

        return await accounts.EnableSecondFactor(account, session);
    }

    /// <summary>New recovery codes in the place of all before.</summary>
    public static async Task<IResult> NewCodes(HttpContext context, Caller caller, Accounts accounts)
    {
        var (account, refusal) = await ReadPassword(context, caller, accounts);
        if (refusal is not null)
        {
            return refusal;
        }

        return await accounts.GetTwoFactorEnabledAsync(account)
            && await accounts.NewRecoveryCodes(account) is { } codes
            ? Answers.Json(new RecoveryCodesBody(codes), TotpJson.Default.RecoveryCodesBody)
            : Problems.Of(ProblemKinds.SecondFactorConflict, "There is no second factor to have codes for.");
    }

    public static async Task<IResult> Disable(HttpContext context, Caller caller, Accounts accounts)
    {
        var (account, refusal) = await ReadPassword(context, caller, accounts);
        if (refusal is not null)
        {
            return refusal;
        }

        return await accounts.DisableSecondFactor(account) ? Answers.NoContent() : UserHttp.ChangedMeanwhile();
    }

    /// <summary>
    /// A token may be stolen: what changes the ways in asks for the password as well, which is all its body holds.
    /// </summary>
    public static async Task<(Account Account, Problem? Refusal)> ReadPassword(
        HttpContext context, Caller caller, Accounts accounts)
    {
        using var body = await JsonBody.Read(context);
        var password = ReadCurrentPassword(body);
        if (ProblemOf(context, body) is { } problem)
        {
            return (null!, problem);
        }

        if (await accounts.FindByIdAsync(caller.Id) is not { } account)
        {
            return (null!, UserHttp.NotFound());
        }

        return (account, await accounts.ConfirmPassword(account, password) ? null : UserHttp.WrongPassword());
    }

    internal static string ReadCurrentPassword(JsonFields body) =>
        body.RequiredString("current_password", Passwords.LengthMax);

    internal static string ReadCode(JsonFields body) => body.RequiredString("code", CodeLengthMax);

    public static Problem? ProblemOf(HttpContext context, JsonBody body) =>
        body.Problem() ?? IdempotencyKey.ReadText(context.Request, required: false, out _);

    public static string OtpUri(Account account, string key) =>
        $"otpauth://totp/Storehouse:{Uri.EscapeDataString(account.UserName ?? account.Id)}"
        + $"?secret={key}&issuer=Storehouse&algorithm=SHA1&digits={AuthenticatorCodes.Digits}&period=30";
}
