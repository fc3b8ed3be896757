using System.Net;
using System.Text.Json;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity.Provider;

public sealed class ClientApiTests(SharedServer shared)
{
    private const string Path = "/api/v1/clients";

    private const string Sound = """
        {"name":"Shop","grants":["authorization_code","refresh_token"],
         "redirect_uris":["https://shop.example/in"],"scopes":["orders.read"]}
        """;

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Create_Confidential_ShowsTheSecretOnce()
    {
        var admin = await Server.LoginAsAdmin();
        using var made = await Server.Send(Post(Path, Sound).As(admin));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var client = await made.Json();
        var id = client.GetProperty("id").GetString()!;
        Assert.Equal($"{Path}/{id}", made.Headers.Location!.ToString());
        Assert.Equal("\"1\"", made.Headers.ETag!.Tag);
        Assert.Equal("confidential", client.GetProperty("type").GetString());
        Assert.Equal(43, client.GetProperty("secret").GetString()!.Length);

        using var shown = await Server.Send(Get($"{Path}/{id}").As(admin));
        Assert.Equal("\"1\"", shown.Headers.ETag!.Tag);
        var again = await shown.Json();
        Assert.False(again.TryGetProperty("secret", out _));
        Assert.Equal("https://shop.example/in", again.GetProperty("redirect_uris")[0].GetString());
        using var unchanged = await Server.Send(Get($"{Path}/{id}").As(admin).With("If-None-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData("""{}""", "/grants required|/name required")]
    [InlineData(
        """{"name":"x","grants":["implicit"],"redirect_uris":["https://a.example/"]}""",
        "/grants/0 invalid_value")]
    [InlineData("""{"name":"x","grants":["authorization_code"]}""", "/redirect_uris required")]
    [InlineData("""{"name":"x","grants":["client_credentials"],"type":"public"}""", "/grants invalid_value")]
    [InlineData("""{"name":"x","grants":["client_credentials"],"scopes":["all"]}""", "/scopes invalid_value")]
    [InlineData("""{"name":"x","grants":["client_credentials"],"secret":"mine"}""", "/secret unknown_field")]
    public async Task Create_NotSound_NamesTheFaults(string json, string faults)
    {
        using var answer = await Server.Send(Post(Path, json).As(await Server.LoginAsAdmin()));
        var problem = await answer.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(faults.Split('|'), problem.Faults());
    }

    [Theory]
    [InlineData("http://shop.example/in")]
    [InlineData("https://shop.example/in#part")]
    [InlineData("https://*.example/in")]
    [InlineData("https://user@shop.example/in")]
    [InlineData("https://shop.example\\\\@evil.example/in")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("/in")]
    public async Task Create_AddressThatLeadsAstray_IsRefused(string address)
    {
        var json = $$"""{"name":"x","grants":["authorization_code"],"redirect_uris":["{{address}}"]}""";
        using var answer = await Server.Send(Post(Path, json).As(await Server.LoginAsAdmin()));
        var problem = await answer.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["/redirect_uris invalid_value"], problem.Faults());
    }

    [Fact]
    public async Task Create_SameKey_GivesTheFirstAnswerByteForByte()
    {
        var admin = await Server.LoginAsAdmin();
        var key = Guid.NewGuid().ToString();
        using var first = await Server.Send(Post(Path, Sound).As(admin).With("Idempotency-Key", key));
        var text = await first.Text();
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString();
        (await Server.Send(Patch($"{Path}/{id}", """{"name":"Other"}""").As(admin))).Dispose();
        using var second = await Server.Send(Post(Path, Sound).As(admin).With("Idempotency-Key", key));
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(text, await second.Text());
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotent-Replayed")));
        using var other = await Server.Send(Post(Path, """{"name":"x","grants":["client_credentials"]}""")
            .As(admin).With("Idempotency-Key", key));
        await other.AssertProblem(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Create_SameKeyAtOnce_MakesOneClient()
    {
        var admin = await Server.LoginAsAdmin();
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var answer = await Server.Send(Post(Path, Sound).As(admin).With("Idempotency-Key", key));
            return (answer.StatusCode, Text: await answer.Text());
        }));
        Assert.All(answers, answer => Assert.Contains(
            answer.StatusCode, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable]));
        Assert.Single(answers.Where(answer => answer.StatusCode == HttpStatusCode.Created)
            .Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public async Task Change_OnItsVersion_TakesWhatIsNamedAndNoMore()
    {
        var admin = await Server.LoginAsAdmin();
        var client = await Create(admin);
        using var changed = await Server.Send(
            Patch($"{Path}/{client.Id}", """{"scopes":["orders.read","orders.write"],"trusted":true}""")
                .As(admin).With("If-Match", "\"1\""));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal("\"2\"", changed.Headers.ETag!.Tag);
        var body = await changed.Json();
        Assert.Equal(2, body.GetProperty("scopes").GetArrayLength());
        Assert.Equal("Shop", body.GetProperty("name").GetString());
        Assert.False(body.TryGetProperty("secret", out _));
        using var stale = await Server.Send(
            Patch($"{Path}/{client.Id}", """{"name":"x"}""").As(admin).With("If-Match", "\"1\""));
        var problem = await stale.AssertProblem(HttpStatusCode.PreconditionFailed, "version_mismatch");
        Assert.Equal(2, problem.GetProperty("current_version").GetInt64());
        using var unsound = await Server.Send(
            Patch($"{Path}/{client.Id}", """{"redirect_uris":[]}""").As(admin));
        await unsound.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task Secret_Renewed_OpensAtOnceAndTheOldOneForAsLongAsAsked()
    {
        var admin = await Server.LoginAsAdmin();
        var client = await Create(admin, """{"name":"Robot","grants":["client_credentials"]}""");
        var kept = await Renew(client.Id, """{"keep_previous_for":"PT1H"}""", admin);
        Assert.NotEqual(client.Secret, kept);
        await AssertGetsAToken(client.Id, kept, true);
        await AssertGetsAToken(client.Id, client.Secret, true);
        var second = await Renew(client.Id, "{}", admin);
        await AssertGetsAToken(client.Id, second, true);
        await AssertGetsAToken(client.Id, kept, false);
        await AssertGetsAToken(client.Id, client.Secret, false);
    }

    [Fact]
    public async Task Delete_WithTokensOut_VoidsThem()
    {
        var admin = await Server.LoginAsAdmin();
        var client = await Create(admin, """{"name":"Robot","grants":["client_credentials"]}""");
        var token = (await new Client(Server, client.Id, client.Secret)
            .Post("/connect/token", ("grant_type", "client_credentials"))).AccessToken();
        using var removed = await Server.Send(Delete($"{Path}/{client.Id}").As(admin));
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var gone = await Server.Send(Get($"{Path}/{client.Id}").As(admin));
        await gone.AssertProblem(HttpStatusCode.NotFound, "not_found");
        using var refused = await Server.Send(Get(Probes.Path + "/closed").As(token));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Change_ClientOfTheSettings_IsRefused()
    {
        var admin = await Server.LoginAsAdmin();
        using var shown = await Server.Send(Get($"{Path}/warehouse").As(admin));
        Assert.Equal("settings", (await shown.Json()).GetProperty("managed_by").GetString());
        using var refused = await Server.Send(Patch($"{Path}/warehouse", """{"name":"x"}""").As(admin));
        await refused.AssertProblem(HttpStatusCode.Conflict, "managed_by_settings");
        using var kept = await Server.Send(Delete($"{Path}/warehouse").As(admin));
        await kept.AssertProblem(HttpStatusCode.Conflict, "managed_by_settings");
    }

    [Fact]
    public async Task List_PageByPage_ShowsEachOnce()
    {
        var admin = await Server.LoginAsAdmin();
        var made = new List<string>();
        for (var count = 0; count < 5; count++)
        {
            made.Add((await Create(admin)).Id);
        }

        var seen = new List<string>();
        for (string? next = $"{Path}?limit=2"; next is not null;)
        {
            using var page = await Server.Send(Get(next).As(admin));
            var body = await page.Json();
            seen.AddRange(body.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("id").GetString()!));
            next = body.GetProperty("next_cursor").GetString() is { } cursor
                ? $"{Path}?limit=2&cursor={cursor}"
                : null;
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Empty(made.Except(seen));
        Assert.Contains("warehouse", seen);
    }

    private async Task<(string Id, string Secret)> Create(string admin, string json = Sound)
    {
        using var made = await Server.Send(Post(Path, json).As(admin));
        var client = await made.Json();
        Assert.True(made.StatusCode == HttpStatusCode.Created, client.ToString());
        return (client.GetProperty("id").GetString()!, client.GetProperty("secret").GetString()!);
    }

    private async Task<string> Renew(string id, string json, string admin)
    {
        using var renewed = await Server.Send(Post($"{Path}/{id}/secret", json).As(admin));
        return (await renewed.Json()).GetProperty("secret").GetString()!;
    }

    private async Task AssertGetsAToken(string id, string secret, bool expected)
    {
        var answer = await new Client(Server, id, secret).Post(
            "/connect/token", ("grant_type", "client_credentials"));
        Assert.Equal(expected, answer.TryGetProperty("access_token", out _));
    }
}
