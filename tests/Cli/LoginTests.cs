using System.Text.Json;

namespace Storehouse.Tests.Cli;

public class LoginTests
{
    [Fact]
    public async Task Login_WithThePasswordOnInput_KeepsTheTokenForItsOwnerAlone()
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess();

        var login = (await storehouse.RunWithInputAsync(
            "pass word\n", "login", "anna", "--password-stdin", "--server", server.Address)).Exited(0);
        (await storehouse.RunAsync("whoami")).Exited(0);

        Assert.StartsWith($"Signed in to {server.Address} as anna until 20", login.Out);
        Assert.Equal("""{"username":"anna","password":"pass word"}""", server.Calls[0].Body);
        Assert.Null(server.Calls[0].Header("Idempotency-Key"));
        Assert.Equal("Bearer token-2", server.Calls[1].Header("Authorization"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(storehouse.CredentialsPath));
        }
    }

    [Fact]
    public async Task Login_WithJson_PrintsTheServersAnswer()
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess(server.Address).With("STOREHOUSE_PASSWORD", "secret");

        var outcome = (await storehouse.RunAsync("login", "anna", "--json")).Exited(0);

        Assert.Equal(Shapes.Login + "\n", outcome.Out);
        Assert.DoesNotContain("secret", outcome.Out + outcome.Error);
    }

    [Fact]
    public async Task Login_WithAWrongPassword_KeepsNothing()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/login", Replies.Problem(401, "bad_credentials", "Bad password."));
        using var storehouse = new StorehouseProcess(server.Address).With("STOREHOUSE_PASSWORD", "wrong");

        var outcome = (await storehouse.RunAsync("login", "anna")).Exited(3);

        Assert.Equal("storehouse: Bad password. (bad_credentials)\n", outcome.Error);
        Assert.False(File.Exists(storehouse.CredentialsPath));
    }

    [Theory]
    [InlineData("123 456", "totp", "123456")]
    [InlineData("7K3FM-XW2QH", "recovery_code", "7K3FM-XW2QH")]
    public async Task Login_WithACode_SendsItAsWhatItIs(string code, string field, string sent)
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess(server.Address).With("STOREHOUSE_PASSWORD", "secret");

        (await storehouse.RunAsync("login", "anna", "--code", code)).Exited(0);

        Assert.Equal(
            "{\"username\":\"anna\",\"password\":\"secret\",\"" + field + "\":\"" + sent + "\"}",
            server.OnlyCall().Body);
    }

    [Fact]
    public async Task Login_SecondFactorAskedForAtATerminal_AsksAndSendsTheCode()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", "/api/v1/login",
            Replies.Problem(401, "second_factor_required", "This user signs in with a second factor too."),
            Replies.Json(200, Shapes.Login));
        using var storehouse = new StorehouseProcess(server.Address).With("STOREHOUSE_PASSWORD", "secret");
        using var running = storehouse.StartAtTerminal("login", "anna");

        await running.UntilOutAsync("or a recovery code:");
        await running.InputAsync("123456\r", close: false);
        (await running.EndAsync()).Exited(0);

        Assert.Equal(
            """{"username":"anna","password":"secret","totp":"123456"}""", server.Calls[^1].Body);
    }

    [Fact]
    public async Task Login_SecondFactorAskedForWithNoOneToAsk_SaysHowElse()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/login", Replies.Problem(401, "second_factor_required", "A code too."));
        using var storehouse = new StorehouseProcess(server.Address).With("STOREHOUSE_PASSWORD", "secret");

        var outcome = (await storehouse.RunAsync("login", "anna")).Exited(2);

        Assert.Contains("use --code or STOREHOUSE_CODE", outcome.Error);
    }

    [Fact]
    public async Task Login_WithAWrongCode_SaysWhatElseCanBeDone()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/login", Replies.Problem(401, "bad_second_factor", "The code is used."));
        using var storehouse = new StorehouseProcess(server.Address).With("STOREHOUSE_PASSWORD", "secret");

        var outcome = (await storehouse.RunAsync("login", "anna", "--code", "000000")).Exited(3);

        Assert.Contains("or a recovery code", outcome.Error);
    }

    [Fact]
    public async Task Login_WithNoOneToAsk_SaysHowElse()
    {
        using var storehouse = new StorehouseProcess();

        var outcome = (await storehouse.RunAsync("login", "anna")).Exited(2);

        Assert.Contains("use --password-stdin or STOREHOUSE_PASSWORD", outcome.Error);
    }

    [Fact]
    public async Task Login_AtATerminal_AsksWithoutEcho()
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.StartAtTerminal("login");

        await running.UntilOutAsync("User name:");
        await running.InputAsync("anna\r", close: false);
        await running.UntilOutAsync("Password of anna:");
        await running.InputAsync("s3cret\r", close: false);
        var outcome = (await running.EndAsync()).Exited(0);

        Assert.Equal("""{"username":"anna","password":"s3cret"}""", server.OnlyCall().Body);
        Assert.DoesNotContain("s3cret", outcome.Out);
    }

    [Fact]
    public async Task Token_OfOneServer_IsNotSentToAnother()
    {
        await using var server = await ServerAsync();
        await using var other = await ServerAsync();
        using var storehouse = new StorehouseProcess().With("STOREHOUSE_PASSWORD", "secret");
        (await storehouse.RunAsync("login", "anna", "--server", server.Address)).Exited(0);

        (await storehouse.RunAsync("whoami", "--server", other.Address)).Exited(0);

        Assert.Null(other.OnlyCall().Header("Authorization"));
    }

    [Fact]
    public async Task Token_FromTheEnvironment_GoesBeforeTheSavedOne()
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess().With("STOREHOUSE_PASSWORD", "secret");
        (await storehouse.RunAsync("login", "anna", "--server", server.Address)).Exited(0);

        (await storehouse.With("STOREHOUSE_TOKEN", "token-9").RunAsync("whoami")).Exited(0);

        Assert.Equal("Bearer token-9", server.Calls[1].Header("Authorization"));
    }

    [Fact]
    public async Task Logout_AfterLogin_ForgetsTheToken()
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess()
            .With("STOREHOUSE_PASSWORD", "secret").With("STOREHOUSE_SERVER", server.Address);
        (await storehouse.RunAsync("login", "anna")).Exited(0);

        var outcome = (await storehouse.RunAsync("logout")).Exited(0);
        (await storehouse.RunAsync("whoami")).Exited(0);

        Assert.Equal($"Signed out anna of {server.Address}.\n", outcome.Out);
        Assert.Null(server.Calls[1].Header("Authorization"));
        using var saved = JsonDocument.Parse(await File.ReadAllBytesAsync(
            storehouse.CredentialsPath, TestContext.Current.CancellationToken));
        Assert.Empty(saved.RootElement.GetProperty("logins").EnumerateArray());
    }

    [Fact]
    public async Task Logout_OfOneOfTwoServers_TellsWhereCommandsGoNow()
    {
        await using var server = await ServerAsync();
        await using var other = await ServerAsync();
        using var storehouse = new StorehouseProcess().With("STOREHOUSE_PASSWORD", "secret");
        (await storehouse.RunAsync("login", "anna", "--server", server.Address)).Exited(0);
        (await storehouse.RunAsync("login", "anna", "--server", other.Address)).Exited(0);

        var outcome = (await storehouse.RunAsync("logout")).Exited(0);
        (await storehouse.RunAsync("whoami")).Exited(0);

        Assert.Equal($"Commands that name no server now go to {server.Address}.\n", outcome.Error);
        Assert.Equal("Bearer token-2", server.Calls[1].Header("Authorization"));
    }

    [Fact]
    public async Task Logout_OfNobody_IsNoError()
    {
        using var storehouse = new StorehouseProcess("http://localhost:1");

        var outcome = (await storehouse.RunAsync("logout", "--json")).Exited(0);

        Assert.Equal("""{"signed_in":false}""" + "\n", outcome.Out);
    }

    [Fact]
    public async Task Credentials_ThatAreNoJson_CountAsNone()
    {
        await using var server = await ServerAsync();
        using var storehouse = new StorehouseProcess().With("STOREHOUSE_PASSWORD", "secret");
        Directory.CreateDirectory(Path.GetDirectoryName(storehouse.CredentialsPath)!);
        await File.WriteAllTextAsync(storehouse.CredentialsPath, "{", TestContext.Current.CancellationToken);

        (await storehouse.RunAsync("login", "anna", "--server", server.Address)).Exited(0);
        (await storehouse.RunAsync("whoami")).Exited(0);

        Assert.Equal("Bearer token-2", server.Calls[1].Header("Authorization"));
    }

    [Fact]
    public async Task UserCreate_WithThePasswordOnInput_RegistersAndShows()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/users", Replies.Json(201, Shapes.User));
        using var storehouse = new StorehouseProcess(server.Address)
            .With("STOREHOUSE_PASSWORD", "the admin's own");

        var outcome = (await storehouse.RunWithInputAsync(
            "long enough\n", "user", "create", "anna", "--email", "anna@example.com", "--name", "Anna Berg",
            "--password-stdin")).Exited(0);

        Assert.Equal(
            """{"username":"anna","password":"long enough","email":"anna@example.com","name":"Anna Berg"}""",
            server.OnlyCall().Body);
        Assert.NotNull(server.OnlyCall().Header("Idempotency-Key"));
        Assert.Contains("id       usr_01", outcome.Out);
    }

    private static async Task<StandIn> ServerAsync()
    {
        var server = await StandIn.StartAsync();
        return server.On("POST", "/api/v1/login", Replies.Json(200, Shapes.Login))
            .On("GET", "/api/v1/users/me", Replies.Json(200, Shapes.User));
    }
}
