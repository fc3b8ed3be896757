using System.Text.Json.Nodes;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>What the description of the API says about the login for scripts, and the one with a passkey.</summary>
internal static class LoginDescription
{
    private static readonly LoginBody Sample = new(
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl", "Bearer", 3600, "orders.read orders.write");

    public static Operation Login => new Operation("login", Chapters.Access, "Sign in with a password")
        .Says("An access token for scripts; 404 where it is switched off. Programs for people use OpenID Connect.")
        .Takes(
            "Credentials", LoginEndpoint.Read, """{"username":"admin","password":"6N7b9yxvYKbq6coPnRQN"}""",
            ("totp", "A code of the authenticator app, for who has a second factor."),
            ("recovery_code", "In the place of `totp`; each works once."))
        .Answers(200, "Signed in.", LoginJson.Default.LoginBody, Sample)
        .Refuses(
            ProblemKinds.BadCredentials, ProblemKinds.SecondFactorRequired, ProblemKinds.BadSecondFactor,
            ProblemKinds.NotFound);

    public static Operation BeginPasskey => new Operation(
        "beginPasskeyLogin", Chapters.Access, "Begin to sign in with a passkey")
        .Says("W3C Web Authentication: `options` is for `navigator.credentials.get`. 404 where it is switched off.")
        .Takes("PasskeyLoginRequest", _ => 0, "{}").BodyOptional()
        .Answers(200, "What the browser is to be asked.", PasskeyJson.Default.PasskeyOptionsBody,
            new(
                JsonNode.Parse("""{"challenge":"8n1vJ8dFSVYy3bXWQmT6kQ","rpId":"shop.example"}""")!.AsObject(),
                "CfDJ8N"))
        .Refuses(ProblemKinds.NotFound);

    public static Operation Passkey => new Operation("passkeyLogin", Chapters.Access, "Sign in with a passkey")
        .Says("In the place of user name, password and code. 404 where it is switched off.")
        .Takes("PasskeyLogin", PasskeyLogin.Read, """
            {"state":"CfDJ8N","credential":{"id":"8n1vJ8dFSVYy3bXWQmT6kQ","type":"public-key","response":{}}}
            """,
            ("state", "As it came with the options."),
            ("credential", "What the browser answered, as `PublicKeyCredential.toJSON` gives it."))
        .Answers(200, "Signed in.", LoginJson.Default.LoginBody, Sample)
        .Refuses(ProblemKinds.BadCredentials, ProblemKinds.NotFound);
}
