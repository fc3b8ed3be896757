using Microsoft.AspNetCore.Identity;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>
/// <c>POST /login/passkey</c>: a passkey in the place of user name, password and code. Its own check of the person
/// makes it two factors, and no lock-out by wrong passwords stands in its way.
/// </summary>
internal static class PasskeyLogin
{
    /// <summary><c>POST /login/passkey/options</c>: what the browser is to be asked.</summary>
    public static async Task<IResult> Begin(
        HttpContext context, IPasskeyHandler<Account> passkeys, PasskeyStates states)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        if (body.Problem() is { } problem)
        {
            return problem;
        }

        var made = await passkeys.MakeRequestOptionsAsync(user: null, context);
        return PasskeyEndpoints.Options(
            made.RequestOptionsJson, states.Protect(PasskeyStates.Anybody, made.AssertionState));
    }

    public static async Task<IResult> Login(
        HttpContext context,
        Accounts accounts,
        IPasskeyHandler<Account> passkeys,
        PasskeyStates states,
        AccessTokens tokens,
        UserSessions sessions)
    {
        using var body = await JsonBody.Read(context);
        var (state, credential) = Read(body);
        if (body.Problem() is { } problem)
        {
            return problem;
        }

        if (states.Unprotect(PasskeyStates.Anybody, state) is not { } assertionState)
        {
            return PasskeyEndpoints.BadState();
        }

        var assertion = await passkeys.PerformAssertionAsync(
            new() { HttpContext = context, CredentialJson = credential, AssertionState = assertionState });
        if (!assertion.Succeeded
            || !(await accounts.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey)).Succeeded
            || await sessions.Start(assertion.User.Id, context, tokens.Lifetime) is not { } session)
        {
            return Problems.Of(ProblemKinds.BadCredentials, "Not a passkey of any user who may sign in.");
        }

        return LoginEndpoint.Answer(await tokens.Issue(assertion.User, session.Id));
    }

    internal static (string State, string Credential) Read(JsonFields body) =>
        (body.RequiredString("state", PasskeyStates.LengthMax), body.RequiredObjectText("credential"));
}
