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

/// <summary><c>POST /api/v1/login</c>: user name and password for an access token.</summary>
internal static class LoginEndpoint
{
    // Of the text as sent; what is no user name at all is refused like a wrong one.
    private const int UserNameLengthMax = 256;

    public static async Task<IResult> Login(
        HttpContext context, IGrainFactory grains, Passwords passwords, AccessTokens tokens)
    {
        using var body = await JsonBody.Read(context);
        var userName = body.RequiredString("username", max: UserNameLengthMax);
        var password = body.RequiredString("password", max: Passwords.LengthMax);
        if (body.Problem() is { } problem)
        {
            return problem;
        }

        var user = await Find(grains, userName);
        var matches = await passwords.Verify(user?.PasswordHash, password, context.RequestAborted);
        if (user is null || !matches || user.Locked)
        {
            return Problems.Of(ProblemKinds.BadCredentials, "Bad user name or password.");
        }

        var issued = await tokens.Issue(user);
        return Answers.Json(
            new LoginBody(
                issued.Token, "Bearer", (int)issued.Lifetime.TotalSeconds, string.Join(' ', issued.Scopes)),
            LoginJson.Default.LoginBody);
    }

    private static async Task<UserCredentials?> Find(IGrainFactory grains, string userName)
    {
        if (!UserName.IsValid(userName)
            || await grains.GetGrain<IUserNameGrain>(UserName.Normalise(userName)).Find() is not { } userId)
        {
            return null;
        }

        return await grains.GetGrain<IUserGrain>(userId).GetCredentials();
    }
}
