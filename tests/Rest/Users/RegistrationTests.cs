using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Storehouse.Users;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

public sealed class RegistrationTests(SharedServer shared)
{
    private const string Path = "/api/v1/users";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Register_AllFields_AnswersTheWholeUser()
    {
        var name = NewName();
        using var response = await Server.Send(Post(Path, $$"""
            {"username":"{{name}}","password":"{{Password}}","email":"ann@example.org","name":"Ann Öther",
             "addresses":[
               {"name":"Ann","line1":"1 High St","city":"Leeds","postal_code":"LS1 1AA","country":"GB"}]}
            """));
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var user = await response.Json();
        var id = user.GetProperty("id").GetString();
        Assert.Matches("^usr_[0-9a-f]{32}$", id);
        Assert.Equal(Path + "/" + id, response.Headers.Location?.ToString());
        Assert.Equal("\"1\"", response.Headers.ETag?.ToString());
        Assert.Equal(
            [
                "id", "username", "email", "email_verified", "name", "addresses", "roles", "locked",
                "two_factor_enabled", "created_at", "updated_at",
            ],
            user.EnumerateObject().Select(property => property.Name));
        Assert.Equal(name, user.GetProperty("username").GetString());
        Assert.Equal("Ann Öther", user.GetProperty("name").GetString());
        Assert.Equal("""["customer"]""", user.GetProperty("roles").ToString());
        Assert.EndsWith("Z", user.GetProperty("created_at").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            """{"name":"Ann","line1":"1 High St","line2":null,"city":"Leeds","region":null,"""
            + """
            "postal_code":"LS1 1AA","country":"GB"}
            """,
            user.GetProperty("addresses")[0].GetRawText());
        Assert.DoesNotContain("password", user.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Register_ManyFaults_ReportsAllAtOnce()
    {
        using var response = await Server.Send(Post(Path, """
            {"username":"a b!","password":"short","email":"nobody","name":"","role":"admin",
             "addresses":[{"name":"Ann","line1":"1 High St","country":"gb"}]}
            """));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(
            [
                "/addresses/0/city required", "/addresses/0/country invalid_format", "/email invalid_format",
                "/name too_short", "/password too_short", "/role unknown_field", "/username invalid_format",
            ],
            problem.Faults());
    }

    [Theory]
    [InlineData("ab", "too_short")]
    [InlineData("", "too_short")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg", "too_long")]
    [InlineData("сеrgei", "invalid_format")]
    [InlineData("a/b/c", "invalid_format")]
    public async Task Register_UserNameAgainstTheRules_IsRefused(string name, string code)
    {
        using var response = await Register(name);
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["/username " + code], problem.Faults());
    }

    [Theory]
    [InlineData("a<victim@example.org>")]
    [InlineData("a,victim@example.org")]
    [InlineData("a:victim@example.org;")]
    public async Task Register_AddressThatNamesAnotherMailbox_IsRefused(string email)
    {
        using var response = await Server.Send(Post(Path, JsonSerializer.Serialize(
            new { username = NewName(), password = Password, email })));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["/email invalid_format"], problem.Faults());
    }

    [Fact]
    public async Task Register_NameInOtherCase_IsTaken()
    {
        var user = await Server.NewUser();
        using var response = await Register(user.Name.ToUpperInvariant());
        await response.AssertProblem(HttpStatusCode.Conflict, "username_taken");
    }

    [Theory]
    [InlineData("dead", "0dead")]
    [InlineData("1234567", "01234567")]
    public async Task Register_NamesThatAreTheSameHexNumber_AreTwoUsers(string first, string second)
    {
        using var one = await Register(first);
        using var two = await Register(second);
        Assert.Equal(HttpStatusCode.Created, one.StatusCode);
        Assert.Equal(HttpStatusCode.Created, two.StatusCode);
    }

    [Fact]
    public async Task Register_ManyAtOnceUnderOneName_MakesExactlyOne()
    {
        var name = NewName();
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Register(name)));
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.All(responses, response => response.Dispose());
    }

    [Fact]
    public async Task Register_SameKeySameBody_GivesTheFirstAnswerAgain()
    {
        var name = NewName();
        using var first = await Register(name, key: "k-1");
        using var second = await Register(name, key: "k-1");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.False(first.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotent-Replayed")));
        Assert.Equal(await first.Text(), await second.Text());
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task Register_SameKeyOtherBody_IsRefused()
    {
        var name = NewName();
        (await Register(name, key: "k-1")).Dispose();
        using var response = await Register(name, key: "k-1", password: "another long password");
        await response.AssertProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Register_OtherKey_IsTaken()
    {
        var name = NewName();
        (await Register(name, key: "k-1")).Dispose();
        using var response = await Register(name, key: "k-2");
        await response.AssertProblem(HttpStatusCode.Conflict, "username_taken");
    }

    [Fact]
    public async Task Register_SameKeyOtherName_IsAnotherCaller()
    {
        using var first = await Register(NewName(), key: "k-1");
        using var second = await Register(NewName(), key: "k-1");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
    }

    [Fact]
    public async Task Register_UnsoundKey_IsRefused()
    {
        using var response = await Register(NewName(), key: "with space");
        await response.AssertProblem(HttpStatusCode.BadRequest, "invalid_idempotency_key");
    }

    [Fact]
    public async Task Register_NameClaimedButUserNeverMade_MakesTheUserOfThatId()
    {
        // What a crash between the claim and the user leaves behind.
        var name = NewName();
        var claimed = UserId.New();
        await StoreClaim(name, claimed);
        using (var refused = await Server.TryLogin(name, Password))
        {
            await refused.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        using var response = await Register(name);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(claimed, (await response.Json()).GetProperty("id").GetString());
        await Server.Login(name, Password);
    }

    [Fact]
    public async Task Register_NameClaimedByAnErasedUser_MakesAnotherUser()
    {
        // What a crash between the erasure and the name's release leaves behind.
        var erased = await Server.NewUser();
        (await Server.Send(Delete(Path + "/me").As(erased.Token))).Dispose();
        var name = NewName();
        await StoreClaim(name, erased.Id);
        using var response = await Register(name);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.NotEqual(erased.Id, (await response.Json()).GetProperty("id").GetString());
    }

    private static string NewName() => "reg-" + Guid.NewGuid().ToString("N")[..12];

    private Task<HttpResponseMessage> Register(string name, string? key = null, string password = Password)
    {
        var request = Post(Path, JsonSerializer.Serialize(new { username = name, password }));
        return Server.Send(key is null ? request : request.With("Idempotency-Key", key));
    }

    private async Task StoreClaim(string name, string userId)
    {
        var grain = Server.Services.GetRequiredService<IGrainFactory>().GetGrain<IUserNameGrain>(name);
        var claim = new GrainState<UserNameState>(new UserNameState { UserId = userId });
        await Server.Services.GetRequiredKeyedService<IGrainStorage>("Default")
            .WriteStateAsync("user-name", grain.GetGrainId(), claim, TestContext.Current.CancellationToken);
    }
}
