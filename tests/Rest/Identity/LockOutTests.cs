using System.Net;
using Microsoft.Extensions.Time.Testing;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity;

public sealed class LockOutTests(SharedServer shared)
{
    private RestServer Server => shared.Server;

    [Fact]
    public async Task Login_FiveWrongPasswords_RefusesTheRightOneInTheSameWords()
    {
        var user = await Server.NewUser();
        var wrong = await Refusals(user.Name, "wrong password", count: 5);
        using var right = await Server.TryLogin(user.Name, Password);
        var problem = await right.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        Assert.All(wrong, detail => Assert.Equal(detail, problem.GetProperty("detail").GetString()));
    }

    [Fact]
    public async Task Login_ManyGuessesAtOnce_GetNoFurtherThanAsManyInARow()
    {
        var user = await Server.NewUser();
        var guesses = Enumerable.Range(0, 40).Select(async number =>
        {
            using var answer = await Server.TryLogin(user.Name, "wrong password " + number);
            return answer.StatusCode;
        });
        Assert.DoesNotContain(HttpStatusCode.OK, await Task.WhenAll(guesses));
        using var right = await Server.TryLogin(user.Name, Password);
        await right.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
    }

    [Fact]
    public async Task Login_SuccessBetweenFailures_ForgetsThem()
    {
        var user = await Server.NewUser();
        for (var round = 0; round < 2; round++)
        {
            await Refusals(user.Name, "wrong password", count: 4);
            await Server.Login(user.Name, Password);
        }
    }

    [Fact]
    public async Task Login_LockOutOver_LetsInAgainAndLocksLongerAtTheNextFailure()
    {
        using var folder = new TemporaryFolder();
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await RestServer.Start(folder.Path, clock);
        var user = await server.NewUser();
        await Refusals(user.Name, "wrong password", count: 5, server);
        clock.Advance(TimeSpan.FromSeconds(31));
        await Refusals(user.Name, "wrong password", count: 1, server);
        clock.Advance(TimeSpan.FromSeconds(31));
        await Refusals(user.Name, Password, count: 1, server);
        clock.Advance(TimeSpan.FromSeconds(31));
        await server.Login(user.Name, Password);
    }

    [Fact]
    public async Task Login_UnlockedByAdministrator_IsNotLockedOutAnyMore()
    {
        var user = await Server.NewUser();
        await Refusals(user.Name, "wrong password", count: 6);
        var admin = await Server.LoginAsAdmin();
        (await Server.Send(Post($"/api/v1/users/{user.Id}/unlock", "{}").As(admin))).Dispose();
        await Server.Login(user.Name, Password);
    }

    [Fact]
    public async Task Request_UserLockedOrLosesARole_ItsTokenIsRefusedAtOnce()
    {
        var user = await Server.NewUser();
        var admin = await Server.LoginAsAdmin();
        var path = $"/api/v1/users/{user.Id}";
        (await Server.Send(Post(path + "/roles", """{"roles":["staff"]}""").As(admin))).Dispose();
        var token = await Server.Login(user.Name, Password);
        Assert.Equal(HttpStatusCode.OK, await Me(token));
        (await Server.Send(Post(path + "/roles", """{"roles":["customer"]}""").As(admin))).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await Me(token));
        token = await Server.Login(user.Name, Password);
        Assert.Equal(HttpStatusCode.OK, await Me(token));
        (await Server.Send(Post(path + "/lock", "{}").As(admin))).Dispose();
        Assert.Equal(HttpStatusCode.Unauthorized, await Me(token));
    }

    [Fact]
    public async Task ChangePassword_EndsOtherSessionsAndKeepsThisOne()
    {
        var user = await Server.NewUser();
        var other = await Server.Login(user.Name, Password);
        const string change = $$"""{"password":"another password","current_password":"{{Password}}"}""";
        using (var changed = await Server.Send(Patch("/api/v1/users/me", change).As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, await Me(user.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await Me(other));
    }

    private async Task<HttpStatusCode> Me(string token)
    {
        using var answer = await Server.Send(Get("/api/v1/users/me").As(token));
        return answer.StatusCode;
    }

    private async Task<string[]> Refusals(string name, string password, int count, RestServer? server = null)
    {
        var details = new string[count];
        for (var attempt = 0; attempt < count; attempt++)
        {
            using var answer = await (server ?? Server).TryLogin(name, password);
            var problem = await answer.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
            details[attempt] = problem.GetProperty("detail").GetString()!;
        }

        return details;
    }
}
