using System.Net;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

public sealed class EmailTests(SharedServer shared)
{
    private const string Me = "/api/v1/users/me";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Verify_TokenOfTheMessage_VerifiesTheAddress()
    {
        var (user, email) = await NewUserWithEmail();
        Assert.False(await IsVerified(user.Token));
        var message = await MailBox.Newest(Server.DataPath, email, "Confirm");
        Assert.Equal("auto-generated", message.Headers["Auto-Submitted"]);
        var token = MailBox.Token(message);
        Assert.Contains("/account/verify-email?token=" + token, message.TextBody, StringComparison.Ordinal);
        await AssertVerify(token, HttpStatusCode.NoContent);
        Assert.True(await IsVerified(user.Token));
        await AssertVerify(token, HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("usr_00000000000000000000000000000000.abc")]
    [InlineData(".")]
    [InlineData("usr_00000000000000000000000000000000.%%%")]
    public async Task Verify_WrongToken_IsRefused(string token) =>
        await AssertVerify(token, HttpStatusCode.BadRequest, "invalid_token");

    [Fact]
    public async Task Verify_TokenOfAnotherUserOrTamperedWith_IsRefused()
    {
        var (one, email) = await NewUserWithEmail();
        var (other, _) = await NewUserWithEmail();
        var token = MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm"));
        await AssertVerify(
            token.Replace(one.Id, other.Id, StringComparison.Ordinal), HttpStatusCode.BadRequest, "invalid_token");
        var changed = token[^5] == 'A' ? 'B' : 'A';
        await AssertVerify(token[..^5] + changed + token[^4..], HttpStatusCode.BadRequest, "invalid_token");
        Assert.False(await IsVerified(one.Token) || await IsVerified(other.Token));
    }

    [Fact]
    public async Task Verify_AddressChangedSince_NeitherTokenNorReturnHelps()
    {
        var (user, email) = await NewUserWithEmail();
        var token = MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm"));
        await Change(user.Token, NewAddress());
        await AssertVerify(token, HttpStatusCode.BadRequest, "invalid_token");
        await Change(user.Token, email);
        await AssertVerify(token, HttpStatusCode.BadRequest, "invalid_token");
    }

    [Fact]
    public async Task Verify_TokenForAnotherPurpose_IsRefused()
    {
        var (user, email) = await NewUserWithEmail();
        var token = MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm"));
        using var reset = await Server.Send(Post(
            "/api/v1/users/password/reset", $$"""{"token":"{{token}}","password":"another password"}"""));
        await reset.AssertProblem(HttpStatusCode.BadRequest, "invalid_token");
        await Server.Login(user.Name, Password);
    }

    [Fact]
    public async Task Verify_SecondUserOfAnAddress_IsRefusedAndTheFirstIsTold()
    {
        var (first, email) = await NewUserWithEmail();
        await AssertVerify(
            MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm")), HttpStatusCode.NoContent);
        var (second, _) = await NewUserWithEmail(email.ToUpperInvariant());
        var told = await MailBox.Newest(Server.DataPath, email, "You have an account");
        Assert.Contains(first.Name, told.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("usr_", told.TextBody, StringComparison.Ordinal);
        Assert.False(await IsVerified(second.Token));
    }

    [Fact]
    public async Task Verify_TwoUsersOfAnAddressAtOnce_OneGetsIt()
    {
        var email = NewAddress();
        var (one, _) = await NewUserWithEmail(email);
        var first = MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm"));
        var (two, _) = await NewUserWithEmail(email);
        var second = await MailBox.TokenFor(Server.DataPath, email, "Confirm", two.Id);
        var answers = await Task.WhenAll(Verify(first), Verify(second));
        Assert.Equal([204, 409], answers.Order());
        Assert.NotEqual(await IsVerified(one.Token), await IsVerified(two.Token));
    }

    [Fact]
    public async Task ChangeEmail_VerifiedOne_TellsItAndAsksTheNewOne()
    {
        var (user, email) = await NewUserWithEmail();
        await AssertVerify(
            MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm")), HttpStatusCode.NoContent);
        var next = NewAddress();
        await Change(user.Token, next);
        Assert.False(await IsVerified(user.Token));
        await MailBox.Newest(Server.DataPath, email, "address was changed");
        await AssertVerify(
            MailBox.Token(await MailBox.Newest(Server.DataPath, next, "Confirm")), HttpStatusCode.NoContent);

        // The old address is free for somebody else.
        var (heir, _) = await NewUserWithEmail(email);
        await AssertVerify(
            await MailBox.TokenFor(Server.DataPath, email, "Confirm", heir.Id), HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ChangeEmail_ManyAtOnce_TheLastIsTheOneThatCanBeVerified()
    {
        var user = await Server.NewUser();
        // With the one asked for below, no more than the messages of an hour, should each be sent before the next.
        var addresses = Enumerable.Range(0, 4).Select(_ => NewAddress()).ToArray();
        await Task.WhenAll(addresses.Select(address => Change(user.Token, address)));
        using var me = await Server.Send(Get(Me).As(user.Token));
        var email = (await me.Json()).GetProperty("email").GetString()!;
        using (var again = await Server.Send(Post(Me + "/email/verification", "").As(user.Token)))
        {
            Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        }

        await AssertVerify(
            MailBox.Token(await MailBox.Newest(Server.DataPath, email, "Confirm")), HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task AskAgain_VerifiedOrWithoutAddress_SaysSo()
    {
        var user = await Server.NewUser();
        using var answer = await Server.Send(Post(Me + "/email/verification", "").As(user.Token));
        await answer.AssertProblem(HttpStatusCode.Conflict, "nothing_to_verify");
    }

    private static string NewAddress() => $"ann-{Guid.NewGuid():N}@example.org";

    private async Task<((string Id, string Name, string Token) User, string Email)> NewUserWithEmail(
        string? email = null)
    {
        email ??= NewAddress();
        var name = "mail-" + Guid.NewGuid().ToString("N")[..12];
        using var made = await Server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{name}}","password":"{{Password}}","email":"{{email}}"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var id = (await made.Json()).GetProperty("id").GetString()!;
        return ((id, name, await Server.Login(name, Password)), email);
    }

    private async Task Change(string token, string email)
    {
        using var changed = await Server.Send(Patch(Me, $$"""{"email":"{{email}}"}""").As(token));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    private async Task<bool> IsVerified(string token)
    {
        using var me = await Server.Send(Get(Me).As(token));
        return (await me.Json()).GetProperty("email_verified").GetBoolean();
    }

    private async Task<int> Verify(string token)
    {
        using var answer = await Server.Send(Post("/api/v1/users/email/verify", $$"""{"token":"{{token}}"}"""));
        return (int)answer.StatusCode;
    }

    private async Task AssertVerify(string token, HttpStatusCode status, string? code = null)
    {
        using var answer = await Server.Send(Post("/api/v1/users/email/verify", $$"""{"token":"{{token}}"}"""));
        if (code is null)
        {
            Assert.Equal(status, answer.StatusCode);
        }
        else
        {
            await answer.AssertProblem(status, code);
        }
    }
}
