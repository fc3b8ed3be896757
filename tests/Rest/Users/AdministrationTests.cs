using System.Net;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

public sealed class AdministrationTests(SharedServer shared)
{
    private const string Path = "/api/v1/users/";
    private const string Nobody = "usr_00000000000000000000000000000000";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Show_AnyUser_IsForAdministrators()
    {
        var user = await Server.NewUser();
        using var shown = await Server.Send(Get(Path + user.Id).As(await Server.LoginAsAdmin()));
        Assert.Equal(user.Name, (await shown.Json()).GetProperty("username").GetString());
        using var refused = await Server.Send(Get(Path + user.Id).As(user.Token));
        await refused.AssertProblem(HttpStatusCode.Forbidden, "insufficient_scope");
    }

    [Theory]
    [InlineData("GET", Nobody, "")]
    [InlineData("GET", "not-an-id", "")]
    [InlineData("POST", Nobody, "/roles")]
    [InlineData("POST", Nobody, "/lock")]
    [InlineData("POST", Nobody, "/unlock")]
    [InlineData("POST", "not-an-id", "/unlock")]
    public async Task Any_UnknownUser_IsNotFound(string method, string id, string action)
    {
        var request = method == "GET"
            ? Get(Path + id)
            : Post(Path + id + action, action == "/roles" ? """{"roles":["staff"]}""" : "{}");
        using var response = await Server.Send(request.As(await Server.LoginAsAdmin()));
        await response.AssertProblem(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("/roles", """{"roles":["staff"]}""")]
    [InlineData("/lock", "{}")]
    [InlineData("/unlock", "{}")]
    public async Task Change_ByACustomer_IsForbidden(string action, string json)
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Post(Path + user.Id + action, json).As(user.Token));
        await response.AssertProblem(HttpStatusCode.Forbidden, "insufficient_scope");
        using var anonymous = await Server.Send(Post(Path + user.Id + action, json));
        await anonymous.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task SetRoles_Sound_AnswersTheUser()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(
            Post(Path + user.Id + "/roles", """{"roles":["customer","staff"]}""")
                .As(await Server.LoginAsAdmin()));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""["customer","staff"]""", (await response.Json()).GetProperty("roles").ToString());
        Assert.Equal("\"2\"", response.Headers.ETag?.ToString());
    }

    [Theory]
    [InlineData("{}", "/roles required")]
    [InlineData("""{"roles":[]}""", "/roles too_few")]
    [InlineData("""{"roles":["staff","staff"]}""", "/roles/1 duplicate")]
    [InlineData("""{"roles":["king"]}""", "/roles/0 invalid_value")]
    [InlineData("""{"roles":"staff"}""", "/roles wrong_type")]
    public async Task SetRoles_FaultyInput_NamesIt(string json, string fault)
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(
            Post(Path + user.Id + "/roles", json).As(await Server.LoginAsAdmin()));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal([fault], problem.Faults());
    }

    [Fact]
    public async Task Lock_ThenUnlock_ShowsInTheUser()
    {
        var user = await Server.NewUser();
        var admin = await Server.LoginAsAdmin();
        using var locked = await Server.Send(
            Post(Path + user.Id + "/lock", """{"reason":"fraud"}""").As(admin));
        Assert.True((await locked.Json()).GetProperty("locked").GetBoolean());
        using var unlocked = await Server.Send(Post(Path + user.Id + "/unlock", "").As(admin));
        Assert.False((await unlocked.Json()).GetProperty("locked").GetBoolean());
    }

    [Fact]
    public async Task Lock_SameKey_IsDoneOnce()
    {
        var user = await Server.NewUser();
        var admin = await Server.LoginAsAdmin();
        HttpRequestMessage Lock(string json) =>
            Post(Path + user.Id + "/lock", json).As(admin).With("Idempotency-Key", "lock-1");
        using var first = await Server.Send(Lock("{}"));
        using (var unlock = await Server.Send(Post(Path + user.Id + "/unlock", "{}").As(admin)))
        {
            Assert.Equal(HttpStatusCode.OK, unlock.StatusCode);
        }

        using var second = await Server.Send(Lock("{}"));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotent-Replayed")));
        Assert.Equal(await first.Text(), await second.Text());
        using var now = await Server.Send(Get(Path + user.Id).As(admin));
        Assert.False((await now.Json()).GetProperty("locked").GetBoolean());
        using var other = await Server.Send(Lock("""{"reason":"fraud"}"""));
        await other.AssertProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Lock_IfMatchStale_IsRefused()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(
            Post(Path + user.Id + "/lock", "{}").As(await Server.LoginAsAdmin()).With("If-Match", "\"9\""));
        await response.AssertProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
    }

    [Theory]
    [InlineData("/lock", "{}")]
    [InlineData("/roles", """{"roles":["customer"]}""")]
    public async Task Change_LockingOneselfOut_IsForbidden(string action, string json)
    {
        var admin = await Server.LoginAsAdmin();
        using var me = await Server.Send(Get(Path + "me").As(admin));
        var id = (await me.Json()).GetProperty("id").GetString();
        using var response = await Server.Send(Post(Path + id + action, json).As(admin));
        await response.AssertProblem(HttpStatusCode.Forbidden, "forbidden");
    }
}
