using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Users;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

public sealed class ProfileTests(SharedServer shared)
{
    private const string Me = "/api/v1/users/me";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Show_IfNoneMatchOfThisVersion_IsNotModified()
    {
        var user = await Server.NewUser();
        using var first = await Server.Send(Get(Me).As(user.Token));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(user.Id, (await first.Json()).GetProperty("id").GetString());
        var tag = first.Headers.ETag!.ToString();
        using var second = await Server.Send(Get(Me).As(user.Token).With("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal(tag, second.Headers.ETag?.ToString());
        Assert.Empty(await second.Text());
        using var third = await Server.Send(Get(Me).As(user.Token).With("If-None-Match", "\"99\""));
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Show_UnknownQueryParameter_IsRefused()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Get(Me + "?fields=id").As(user.Token));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["fields unknown_field"], problem.Faults());
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/merge-patch+json")]
    public async Task Change_SomeFields_LeavesTheOthers(string mediaType)
    {
        var user = await Server.NewUser();
        using var first = await Server.Send(
            Body(HttpMethod.Patch, Me, """{"email":"a@example.org","name":"Ann"}""", mediaType)
                .As(user.Token));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("\"2\"", first.Headers.ETag?.ToString());
        using var second = await Server.Send(Patch(Me, """{"email":null}""").As(user.Token));
        var changed = await second.Json();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed.GetProperty("email").ValueKind);
        Assert.Equal("Ann", changed.GetProperty("name").GetString());
        Assert.Equal("\"3\"", second.Headers.ETag?.ToString());
    }

    [Fact]
    public async Task Change_IfMatchStale_NamesTheCurrentVersion()
    {
        var user = await Server.NewUser();
        using (var sound = await Server.Send(
            Patch(Me, """{"name":"B"}""").As(user.Token).With("If-Match", "\"1\"")))
        {
            Assert.Equal(HttpStatusCode.OK, sound.StatusCode);
        }

        using var stale = await Server.Send(
            Patch(Me, """{"name":"C"}""").As(user.Token).With("If-Match", "\"1\""));
        var problem = await stale.AssertProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(2, problem.GetProperty("current_version").GetInt64());
        using var unsound = await Server.Send(Patch(Me, "{}").As(user.Token).With("If-Match", "1"));
        await unsound.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Theory]
    [InlineData("""{"roles":["admin"]}""", "/roles unknown_field")]
    [InlineData("""{"username":"other"}""", "/username unknown_field")]
    [InlineData("""{"password":"another long password"}""", "/current_password required")]
    [InlineData("""{"current_password":"x"}""", "/password required")]
    [InlineData("""{"password":null,"current_password":"x"}""", "/password wrong_type")]
    [InlineData("""{"password":"short","current_password":"x"}""", "/password too_short")]
    [InlineData(
        """{"password":"another long password","current_password":"wrong"}""",
        "/current_password invalid_value")]
    public async Task Change_FaultyInput_NamesIt(string json, string fault)
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Patch(Me, json).As(user.Token));
        var problem = await response.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal([fault], problem.Faults());
    }

    [Fact]
    public async Task Change_Password_ReplacesTheOldOne()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Patch(
            Me, $$"""{"password":"another long password","current_password":"{{Password}}"}""")
            .As(user.Token));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var old = await Server.TryLogin(user.Name, Password);
        await old.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        await Server.Login(user.Name, "another long password");
    }

    [Fact]
    public async Task Export_OfARegisteredUser_HoldsEverythingButSecrets()
    {
        var user = await Server.NewUser();
        using var response = await Server.Send(Get(Me + "/export").As(user.Token));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var export = await response.Json();
        Assert.Equal(user.Name, export.GetProperty("user").GetProperty("username").GetString());
        Assert.True(export.GetProperty("has_password").GetBoolean());
        Assert.Equal(user.Id, export.GetProperty("probe").GetString());
    }

    [Fact]
    public async Task Erase_Me_ForgetsThePersonAndFreesTheName()
    {
        var user = await Server.NewUser();
        var grain = Server.Services.GetRequiredService<IGrainFactory>().GetGrain<IUserGrain>(user.Id);
        var sealedText = await grain.Seal("1 High St");
        Assert.Equal("1 High St", await grain.Open(sealedText!));
        using (var stale = await Server.Send(Delete(Me).As(user.Token).With("If-Match", "\"7\"")))
        {
            await stale.AssertProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        }

        using (var erased = await Server.Send(Delete(Me).As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
        }

        Assert.Null(await grain.Open(sealedText!));
        Assert.Null(await grain.Seal("x"));
        foreach (var request in new[] { Get(Me), Get(Me + "/export"), Delete(Me), Patch(Me, "{}") })
        {
            using var gone = await Server.Send(request.As(user.Token));
            await gone.AssertProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        }

        using (var login = await Server.TryLogin(user.Name, Password))
        {
            await login.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        using var again = await Server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{user.Name}}","password":"{{Password}}"}"""));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.NotEqual(user.Id, (await again.Json()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Erase_Me_LeavesNothingOfThePersonInTheFile()
    {
        using var folder = new TemporaryFolder();
        const string email = "very-personal@example.org";
        string name;
        await using (var server = await RestServer.Start(folder.Path))
        {
            var user = await server.NewUser();
            name = user.Name;
            (await server.Send(Patch(Me, $$"""{"email":"{{email}}"}""").As(user.Token))).Dispose();
            (await server.Send(Delete(Me).As(user.Token))).Dispose();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(email)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(name)));
        }
    }
}
