using System.Net;
using System.Text.Json;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

public sealed class SessionTests(SharedServer shared)
{
    private const string Sessions = "/api/v1/users/me/sessions";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task List_EachSignInIsASession_AndTheOwnIsMarked()
    {
        var user = await Server.NewUser();
        using (var request = Post("/api/v1/login", $$"""{"username":"{{user.Name}}","password":"{{Password}}"}"""))
        {
            (await Server.Send(request.With("User-Agent", "till/1.0"))).Dispose();
        }

        var sessions = await List(user.Token);
        Assert.Equal(
            [(string?)"till/1.0", null], sessions.Select(session => session.GetProperty("client").GetString()));
        Assert.Equal([false, true], sessions.Select(session => session.GetProperty("current").GetBoolean()));
    }

    [Fact]
    public async Task End_One_ItsTokenIsRefusedAndOthersAreNot()
    {
        var user = await Server.NewUser();
        var other = await Server.Login(user.Name, Password);
        var id = (await List(other)).Single(session => session.GetProperty("current").GetBoolean())
            .GetProperty("id").GetString();
        using (var ended = await Server.Send(Delete($"{Sessions}/{id}").As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        }

        using (var again = await Server.Send(Delete($"{Sessions}/{id}").As(user.Token)))
        {
            await again.AssertProblem(HttpStatusCode.NotFound, "not_found");
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(other));
        Assert.Equal(HttpStatusCode.OK, await StatusOf(user.Token));
    }

    [Fact]
    public async Task End_AllOthers_LeavesTheOwn()
    {
        var user = await Server.NewUser();
        var other = await Server.Login(user.Name, Password);
        using (var ended = await Server.Send(Delete(Sessions).As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(other));
        Assert.Single(await List(user.Token));
    }

    [Fact]
    public async Task End_SomebodyElses_IsNotFound()
    {
        var user = await Server.NewUser();
        var other = await Server.NewUser();
        var id = Assert.Single(await List(other.Token)).GetProperty("id").GetString();
        using var refused = await Server.Send(Delete($"{Sessions}/{id}").As(user.Token));
        await refused.AssertProblem(HttpStatusCode.NotFound, "not_found");
        Assert.Equal(HttpStatusCode.OK, await StatusOf(other.Token));
    }

    [Fact]
    public async Task Revoke_ByAdministrator_EndsAll()
    {
        var user = await Server.NewUser();
        using (var revoked = await Server.Send(
            Delete($"/api/v1/users/{user.Id}/sessions").As(await Server.LoginAsAdmin())))
        {
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(user.Token));
        await Server.Login(user.Name, Password);
    }

    [Fact]
    public async Task Export_Me_HoldsSessionsAndPasskeys()
    {
        var user = await Server.NewUser();
        using var export = await Server.Send(Get("/api/v1/users/me/export").As(user.Token));
        var json = await export.Json();
        Assert.Equal(1, json.GetProperty("sessions").GetArrayLength());
        Assert.Equal(0, json.GetProperty("passkeys").GetArrayLength());
    }

    private async Task<JsonElement[]> List(string token)
    {
        using var answer = await Server.Send(Get(Sessions).As(token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return [.. (await answer.Json()).GetProperty("data").EnumerateArray()];
    }

    private async Task<HttpStatusCode> StatusOf(string token)
    {
        using var answer = await Server.Send(Get("/api/v1/users/me").As(token));
        return answer.StatusCode;
    }
}
