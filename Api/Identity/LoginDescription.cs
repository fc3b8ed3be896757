using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary>What the description of the API says about the login for scripts.</summary>
internal static class LoginDescription
{
    public static Operation Login => new Operation("login", Chapters.Access, "Sign in with a password")
        .Says("An access token for scripts; 404 where it is switched off. Programs for people use OpenID Connect.")
        .Takes(
            "Credentials", LoginEndpoint.Read, """{"username":"admin","password":"6N7b9yxvYKbq6coPnRQN"}""")
        .Answers(200, "Signed in.", LoginJson.Default.LoginBody,
            new("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl", "Bearer", 3600, "orders.read orders.write"))
        .Refuses(
            ProblemKinds.BadCredentials, ProblemKinds.SecondFactorRequired, ProblemKinds.BadSecondFactor,
            ProblemKinds.NotFound);
}
