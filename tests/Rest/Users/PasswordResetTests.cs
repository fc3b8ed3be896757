using System.Diagnostics;
using System.Net;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

public sealed class PasswordResetTests(SharedServer shared)
{
    private const string Other = "another long password";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Reset_TokenOfTheMessage_SetsThePasswordOnceAndEndsEverySession()
    {
        var (user, email) = await Verified();
        await Forget($$"""{"email":"{{email.ToUpperInvariant()}}"}""");
        var token = await MailBox.TokenFor(Server.DataPath, email, "new password", user.Id);
        Assert.Equal(HttpStatusCode.NoContent, await Reset(token, Other));
        using (var me = await Server.Send(Get("/api/v1/users/me").As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, me.StatusCode);
        }

        await Server.Login(user.Name, Other);
        Assert.Equal(HttpStatusCode.BadRequest, await Reset(token, Password));
        await Server.Login(user.Name, Other);
        await MailBox.Newest(Server.DataPath, email, "password was changed");
    }

    [Fact]
    public async Task Reset_SameTokenManyTimesAtOnce_WorksOnce()
    {
        var (user, email) = await Verified();
        await Forget($$"""{"username":"{{user.Name}}"}""");
        var token = await MailBox.TokenFor(Server.DataPath, email, "new password", user.Id);
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(number => Reset(token, "another password " + number)));
        Assert.Single(answers, HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Reset_LockedOutByFailures_LetsInAgain()
    {
        var (user, email) = await Verified();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await Server.TryLogin(user.Name, "wrong password")).Dispose();
        }

        await Forget($$"""{"email":"{{email}}"}""");
        var token = await MailBox.TokenFor(Server.DataPath, email, "new password", user.Id);
        Assert.Equal(HttpStatusCode.NoContent, await Reset(token, Other));
        await Server.Login(user.Name, Other);
    }

    [Fact]
    public async Task Reset_PasswordChangedSince_IsRefused()
    {
        var (user, email) = await Verified();
        await Forget($$"""{"email":"{{email}}"}""");
        var token = await MailBox.TokenFor(Server.DataPath, email, "new password", user.Id);
        using (var changed = await Server.Send(Patch(
            "/api/v1/users/me", $$"""{"password":"{{Other}}","current_password":"{{Password}}"}""").As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Equal(HttpStatusCode.BadRequest, await Reset(token, "a third password"));
    }

    [Fact]
    public async Task Reset_TooOld_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await RestServer.Start(
            folder.Path, clock: null, ("Storehouse:Mail:ResetLifetime", "00:00:01"));
        var (user, email) = await Verified(server);
        (await server.Send(Post("/api/v1/users/password/forgot", $$"""{"email":"{{email}}"}"""))).Dispose();
        var token = await MailBox.TokenFor(server.DataPath, email, "new password", user.Id);
        var made = Stopwatch.StartNew();
        while (made.Elapsed < TimeSpan.FromSeconds(1.1))
        {
            await Task.Yield();
        }

        using var answer = await server.Send(Post(
            "/api/v1/users/password/reset", $$"""{"token":"{{token}}","password":"{{Other}}"}"""));
        await answer.AssertProblem(HttpStatusCode.BadRequest, "invalid_token");
    }

    [Fact]
    public async Task Forgot_WhoeverIsNamed_AnswersTheSame()
    {
        var (user, email) = await Verified();
        string[] bodies =
        [
            $$"""{"email":"{{email}}"}""", $$"""{"username":"{{user.Name}}"}""",
            """{"email":"nobody@example.org"}""", """{"username":"nobody-at-all"}""", """{"email":"not one"}""",
        ];
        foreach (var body in bodies)
        {
            using var answer = await Server.Send(Post("/api/v1/users/password/forgot", body));
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            Assert.Empty(await answer.Text());
        }
    }

    [Fact]
    public async Task Forgot_AddressNotVerified_SendsNothing()
    {
        var email = $"ann-{Guid.NewGuid():N}@example.org";
        var user = await Register(Server, email);
        await MailBox.Newest(Server.DataPath, email, "Confirm");
        await Forget($$"""{"username":"{{user.Name}}"}""");
        await Forget($$"""{"email":"{{email}}"}""");

        // What is asked for later is sent later: then the earlier was settled.
        var (marker, markerEmail) = await Verified();
        await Forget($$"""{"email":"{{markerEmail}}"}""");
        await MailBox.TokenFor(Server.DataPath, markerEmail, "new password", marker.Id);
        Assert.DoesNotContain(
            MailBox.Read(Server.DataPath),
            message => message.To.ToString() == email && message.Subject!.Contains("new password"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"email":"a@example.org","username":"ann"}""")]
    public async Task Forgot_NeitherOrBoth_IsRefused(string body)
    {
        using var answer = await Server.Send(Post("/api/v1/users/password/forgot", body));
        await answer.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    // A letter that compares equal to another in some other form is another letter here (as a dotless i for an i).
    [Theory]
    [InlineData("\u0131", "i")]
    [InlineData("\u212A", "k")]
    [InlineData("\uFF45", "e")]
    public async Task Forgot_LookalikeOfAnAddress_IsNotThatAddress(string lookalike, string letter)
    {
        var id = Guid.NewGuid().ToString("N");
        var email = $"{letter}-{id}@example.org";
        var user = await Register(Server, email);
        await Verify(Server, user.Id, email);
        await Forget($$"""{"email":"{{lookalike}}-{{id}}@example.org"}""");
        var (marker, markerEmail) = await Verified();
        await Forget($$"""{"email":"{{markerEmail}}"}""");
        await MailBox.TokenFor(Server.DataPath, markerEmail, "new password", marker.Id);
        Assert.All(
            MailBox.Read(Server.DataPath).Where(message => message.Subject!.Contains("new password")),
            message => Assert.DoesNotContain(id, message.To.ToString(), StringComparison.Ordinal));
    }

    private async Task<((string Id, string Name, string Token) User, string Email)> Verified(RestServer? server = null)
    {
        server ??= Server;
        var email = $"ann-{Guid.NewGuid():N}@example.org";
        var user = await Register(server, email);
        await Verify(server, user.Id, email);
        return ((user.Id, user.Name, await server.Login(user.Name, Password)), email);
    }

    private static async Task<(string Id, string Name)> Register(RestServer server, string email)
    {
        var name = "forgot-" + Guid.NewGuid().ToString("N")[..12];
        using var made = await server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{name}}","password":"{{Password}}","email":"{{email}}"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return ((await made.Json()).GetProperty("id").GetString()!, name);
    }

    private static async Task Verify(RestServer server, string userId, string email)
    {
        var token = await MailBox.TokenFor(server.DataPath, email, "Confirm", userId);
        using var answer = await server.Send(Post("/api/v1/users/email/verify", $$"""{"token":"{{token}}"}"""));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task Forget(string body)
    {
        using var answer = await Server.Send(Post("/api/v1/users/password/forgot", body));
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    private async Task<HttpStatusCode> Reset(string token, string password)
    {
        using var answer = await Server.Send(Post(
            "/api/v1/users/password/reset", $$"""{"token":"{{token}}","password":"{{password}}"}"""));
        return answer.StatusCode;
    }
}
