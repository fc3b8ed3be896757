using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OtpNet;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

/// <summary>Codes made by an independent authenticator (Otp.NET), on a clock that the test moves.</summary>
public sealed class SecondFactorTests : IAsyncLifetime
{
    private const string TotpPath = "/api/v1/users/me/totp";
    private const string Confirmed = $$"""{"current_password":"{{Password}}"}""";
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private RestServer? _server;

    private RestServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await RestServer.Start(_folder.Path, _clock);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Login_SecondFactorEnabled_AsksForTheCodeAndTakesItOnce()
    {
        var (user, app, _) = await Enabled();
        using (var without = await Server.TryLogin(user.Name, Password))
        {
            await without.AssertProblem(HttpStatusCode.Unauthorized, "second_factor_required");
        }

        using (var wrong = await Login(user.Name, "wrong password", Code(app)))
        {
            await wrong.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        var code = Code(app);
        using (var first = await Login(user.Name, Password, code))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        }

        using (var again = await Login(user.Name, Password, code))
        {
            await again.AssertProblem(HttpStatusCode.Unauthorized, "bad_second_factor");
        }

        _clock.Advance(TimeSpan.FromSeconds(30));
        using var next = await Login(user.Name, Password, Code(app));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory]
    [InlineData(-90, HttpStatusCode.Unauthorized)]
    [InlineData(-30, HttpStatusCode.OK)]
    [InlineData(30, HttpStatusCode.OK)]
    [InlineData(90, HttpStatusCode.Unauthorized)]
    public async Task Login_CodeOfAnotherTime_IsTakenWithinOneStep(int seconds, HttpStatusCode status)
    {
        var (user, app, _) = await Enabled();
        _clock.Advance(TimeSpan.FromMinutes(3));
        using var answer = await Login(
            user.Name, Password, app.ComputeTotp(_clock.GetUtcNow().UtcDateTime.AddSeconds(seconds)));
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Login_SameCodeManyTimesAtOnce_LetsInOnce()
    {
        var (user, app, _) = await Enabled();
        var code = Code(app);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var answer = await Login(user.Name, Password, code);
            return answer.StatusCode;
        }));
        Assert.Single(answers, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Login_CodesGuessed_LocksOutAlthoughThePasswordIsRight()
    {
        var (user, app, _) = await Enabled();
        for (var guess = 0; guess < 5; guess++)
        {
            (await Login(user.Name, Password, "000000")).Dispose();
            (await Server.TryLogin(user.Name, Password)).Dispose();
        }

        using (var right = await Login(user.Name, Password, Code(app)))
        {
            await right.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        _clock.Advance(TimeSpan.FromMinutes(10));
        using var later = await Login(user.Name, Password, Code(app));
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task Login_RecoveryCode_WorksOnceHoweverItIsTyped()
    {
        var (user, _, codes) = await Enabled();
        Assert.Equal(10, codes.Length);
        foreach (var (typed, status) in new[]
        {
            (codes[0].ToLowerInvariant().Replace('-', ' '), HttpStatusCode.OK),
            (codes[0], HttpStatusCode.Unauthorized),
            (codes[1], HttpStatusCode.OK),
        })
        {
            using var answer = await Server.Send(Post(
                "/api/v1/login",
                $$"""{"username":"{{user.Name}}","password":"{{Password}}","recovery_code":"{{typed}}"}"""));
            Assert.Equal(status, answer.StatusCode);
        }

        using var shown = await Server.Send(Get(TotpPath).As(user.Token));
        var state = await shown.Json();
        Assert.True(state.GetProperty("enabled").GetBoolean());
        Assert.Equal(8, state.GetProperty("recovery_codes_left").GetInt32());
    }

    [Fact]
    public async Task Confirm_WrongCode_EnablesNothing()
    {
        var user = await Server.NewUser();
        using var begun = await Server.Send(Post(TotpPath, Confirmed).As(user.Token));
        Assert.StartsWith(
            "otpauth://totp/Storehouse:",
            (await begun.Json()).GetProperty("uri").GetString(), StringComparison.Ordinal);
        using var refused = await Server.Send(Post(TotpPath + "/confirm", """{"code":"000000"}""").As(user.Token));
        await refused.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        await Server.Login(user.Name, Password);
    }

    [Fact]
    public async Task Change_WrongPassword_IsRefusedForEachStepAndLocksOut()
    {
        var (user, app, _) = await Enabled();
        const string wrong = """{"current_password":"wrong password"}""";
        foreach (var step in new[] { "/disable", "/recovery-codes", "/disable", "/disable", "/disable" })
        {
            using var refused = await Server.Send(Post(TotpPath + step, wrong).As(user.Token));
            await refused.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        }

        using var login = await Login(user.Name, Password, Code(app));
        await login.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
    }

    [Fact]
    public async Task Disable_RightPassword_AsksForThePasswordAloneAgain()
    {
        var (user, _, _) = await Enabled();
        using (var disabled = await Server.Send(Post(TotpPath + "/disable", Confirmed).As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.NoContent, disabled.StatusCode);
        }

        await Server.Login(user.Name, Password);
    }

    [Fact]
    public async Task RecoveryCodes_New_ReplaceAllBefore()
    {
        var (user, _, codes) = await Enabled();
        using var renewed = await Server.Send(Post(TotpPath + "/recovery-codes", Confirmed).As(user.Token));
        Assert.Equal(10, (await renewed.Json()).GetProperty("recovery_codes").GetArrayLength());
        using var old = await Server.Send(Post(
            "/api/v1/login",
            $$"""{"username":"{{user.Name}}","password":"{{Password}}","recovery_code":"{{codes[0]}}"}"""));
        await old.AssertProblem(HttpStatusCode.Unauthorized, "bad_second_factor");
    }

    [Fact]
    public async Task Enable_EndsOtherSessions()
    {
        var user = await Server.NewUser();
        var other = await Server.Login(user.Name, Password);
        await Enable(user.Token);
        Assert.Equal(HttpStatusCode.OK, await StatusOf(user.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusOf(other));
    }

    private async Task<HttpStatusCode> StatusOf(string token)
    {
        using var answer = await Server.Send(Get("/api/v1/users/me").As(token));
        return answer.StatusCode;
    }

    private async Task<((string Id, string Name, string Token) User, Totp App, string[] Codes)> Enabled()
    {
        var user = await Server.NewUser();
        var (app, codes) = await Enable(user.Token);
        return (user, app, codes);
    }

    private async Task<(Totp App, string[] Codes)> Enable(string token)
    {
        using var begun = await Server.Send(Post(TotpPath, Confirmed).As(token));
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);
        var app = new Totp(Base32Encoding.ToBytes((await begun.Json()).GetProperty("secret").GetString()));
        using var confirmed = await Server.Send(
            Post(TotpPath + "/confirm", $$"""{"code":"{{Code(app)}}"}""").As(token));
        Assert.Equal(HttpStatusCode.OK, confirmed.StatusCode);
        var codes = (await confirmed.Json()).GetProperty("recovery_codes").Deserialize<string[]>()!;

        // The code that confirmed is used up.
        _clock.Advance(TimeSpan.FromSeconds(30));
        return (app, codes);
    }

    private string Code(Totp app) => app.ComputeTotp(_clock.GetUtcNow().UtcDateTime);

    private Task<HttpResponseMessage> Login(string name, string password, string code) => Server.Send(Post(
        "/api/v1/login", $$"""{"username":"{{name}}","password":"{{password}}","totp":"{{code}}"}"""));
}
