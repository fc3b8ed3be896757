using System.Diagnostics;
using System.Net;
using System.Text.Json;
using MimeKit;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

/// <summary>Registering where nobody but a mailbox learns whether a name or an address is taken.</summary>
public sealed class RegistrationByMailTests(RegistrationByMailTests.ByMail shared)
    : IClassFixture<RegistrationByMailTests.ByMail>
{
    private const string Complete = "Complete your registration";

    private RestServer Server => shared.Server;

    [Fact]
    public async Task Register_NameOrAddressTaken_IsAnsweredLikeOneThatIsFree()
    {
        var (name, email) = await NewUser();
        var (otherName, otherEmail) = (NewName(), NewAddress());
        string? said = null;
        foreach (var (asked, address) in ((string, string)[])
            [(otherName, otherEmail), (name, otherEmail), (otherName, email), (name.ToUpperInvariant(), email)])
        {
            using var answer = await Register(asked, address);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            var headers = answer.Headers.Concat(answer.Content.Headers).Select(header => header.Key).Order();
            var shown = $"{await answer.Text()} {string.Join(' ', headers)}"
                .Replace(address, "ADDRESS", StringComparison.Ordinal);
            said ??= shown;
            Assert.Equal(said, shown);
        }
    }

    [Fact]
    public async Task Register_NameTakenOrFree_TakesTheSameTime()
    {
        var (name, _) = await NewUser();
        (List<double> Free, List<double> Taken) took = ([], []);
        for (var time = 0; time < 11; time++)
        {
            took.Free.Add(await Measure(NewName()));
            took.Taken.Add(await Measure(name));
        }

        var (free, taken) = (Median(took.Free), Median(took.Taken));
        Assert.True(Math.Abs(free - taken) < 0.5 * Math.Max(free, taken), $"free {free} ms, taken {taken} ms");
    }

    [Fact]
    public async Task Complete_TokenAndPassword_MakeTheUserWithAVerifiedAddress()
    {
        var (name, email) = (NewName(), NewAddress());
        (await Register(name, email)).Dispose();
        var message = await MailBox.Newest(Server.DataPath, email, Complete);
        var token = MailBox.Token(message);
        Assert.Contains("/account/complete-registration?token=" + token, message.TextBody, StringComparison.Ordinal);
        using (var early = await Server.TryLogin(name, Password))
        {
            await early.AssertProblem(HttpStatusCode.Unauthorized, "bad_credentials");
        }

        using (var wrong = await Send(token, "not the password"))
        {
            var problem = await wrong.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
            Assert.Equal(["/password invalid_value"], problem.Faults());
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(token)));
        var users = await Task.WhenAll(answers.Select(answer => answer.Json()));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(users.Select(user => user.GetProperty("id").GetString()).Distinct());
        Assert.Equal("Ann", users[0].GetProperty("name").GetString());
        using var me = await Server.Send(Get("/api/v1/users/me").As(await Server.Login(name, Password)));
        Assert.True((await me.Json()).GetProperty("email_verified").GetBoolean());
    }

    [Fact]
    public async Task Mailbox_NameOrAddressTaken_IsToldWhich()
    {
        var (name, email) = await NewUser();
        var elsewhere = NewAddress();
        (await Register(name, elsewhere)).Dispose();
        var told = await MailBox.Newest(Server.DataPath, elsewhere, "Choose another user name");
        Assert.DoesNotContain("usr_", told.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(email, told.ToString(), StringComparison.Ordinal);
        (await Register(NewName(), email)).Dispose();
        told = await MailBox.Newest(Server.DataPath, email, "You have an account already");
        Assert.Contains(name, told.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("usr_", told.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_NameTakenMeanwhile_IsRefused()
    {
        var (name, first, second) = (NewName(), NewAddress(), NewAddress());
        (await Register(name, first)).Dispose();
        (await Register(name, second)).Dispose();
        var one = MailBox.Token(await MailBox.Newest(Server.DataPath, first, Complete));
        var other = MailBox.Token(await MailBox.Newest(Server.DataPath, second, Complete));
        (await Send(one)).Dispose();
        using var refused = await Send(other);
        await refused.AssertProblem(HttpStatusCode.Conflict, "username_taken");
    }

    [Fact]
    public async Task Complete_AddressTakenMeanwhile_IsRefused()
    {
        var email = NewAddress();
        (await Register(NewName(), email)).Dispose();
        var one = MailBox.Token(await MailBox.Newest(Server.DataPath, email, Complete));
        var second = NewName();
        (await Register(second, email)).Dispose();
        var other = MailBox.Token(await MailBox.Newest(Server.DataPath, email, Complete, second));
        (await Send(one)).Dispose();
        using var refused = await Send(other);
        await refused.AssertProblem(HttpStatusCode.Conflict, "email_taken");
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("usr_00000000000000000000000000000000.abc")]
    [InlineData("usr_00000000000000000000000000000000.%%%")]
    public async Task Complete_WrongToken_IsRefused(string token)
    {
        using var refused = await Send(token);
        await refused.AssertProblem(HttpStatusCode.BadRequest, "invalid_token");
    }

    [Fact]
    public async Task Register_SameKey_GivesTheFirstAnswerAgainAndSendsOneMessage()
    {
        var (name, email) = (NewName(), NewAddress());
        using var first = await Register(name, email, key: "k-1");
        await MailBox.Newest(Server.DataPath, email, Complete);
        using var second = await Register(name, email, key: "k-1");
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal("true", Assert.Single(second.Headers.GetValues("Idempotent-Replayed")));
        Assert.Equal(await first.Text(), await second.Text());
        using var other = await Register(name, NewAddress(), key: "k-1");
        await other.AssertProblem((HttpStatusCode)422, "idempotency_key_reused");

        // Whatever was asked for before this message has been looked at when this one is there.
        await AwaitAnother();
        Assert.Single(Messages(email));
    }

    [Fact]
    public async Task Register_OneAddressOverAndOver_GetsFiveMessagesAnHour()
    {
        var email = NewAddress();
        for (var time = 1; time <= 7; time++)
        {
            var name = NewName();
            using var answer = await Register(name, email);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            await (time <= 5 ? MailBox.Newest(Server.DataPath, email, Complete, name) : AwaitAnother());
        }

        Assert.Equal(5, Messages(email).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","email":null""")]
    public async Task Register_WithoutAddress_IsRefused(string email)
    {
        using var answer = await Server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{NewName()}}","password":"{{Password}}"{{email}}}"""));
        var problem = await answer.AssertProblem(HttpStatusCode.BadRequest, "validation_failed");
        Assert.Equal(["/email required"], problem.Faults());
    }

    [Fact]
    public async Task Register_ByAnAdministrator_IsDoneAtOnce()
    {
        var name = NewName();
        using var answer = await Server.Send(Post(
            "/api/v1/users", $$"""{"username":"{{name}}","password":"{{Password}}"}""")
            .As(await Server.LoginAsAdmin()));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        await Server.Login(name, Password);
    }

    internal static string NewName() => "by-mail-" + Guid.NewGuid().ToString("N")[..12];

    internal static string NewAddress() => $"ann-{Guid.NewGuid():N}@example.org";

    private async Task<(string Name, string Email)> NewUser()
    {
        var (name, email) = (NewName(), NewAddress());
        (await Register(name, email)).Dispose();
        using var made = await Send(MailBox.Token(await MailBox.Newest(Server.DataPath, email, Complete)));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return (name, email);
    }

    private async Task<MimeMessage> AwaitAnother()
    {
        var (name, email) = (NewName(), NewAddress());
        (await Register(name, email)).Dispose();
        return await MailBox.Newest(Server.DataPath, email, Complete, name);
    }

    private List<MimeMessage> Messages(string to) =>
        [.. MailBox.Read(Server.DataPath).Where(message => message.To.Mailboxes.Any(box => box.Address == to))];

    private async Task<double> Measure(string name)
    {
        var clock = Stopwatch.StartNew();
        (await Register(name, NewAddress())).Dispose();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private Task<HttpResponseMessage> Register(string name, string email, string? key = null) =>
        RegistrationByMailTests.Register(Server, name, email, key);

    internal static Task<HttpResponseMessage> Register(RestServer server, string name, string email, string? key = null)
    {
        var request = Post("/api/v1/users", JsonSerializer.Serialize(
            new { username = name, password = Password, email, name = "Ann" }));
        return server.Send(key is null ? request : request.With("Idempotency-Key", key));
    }

    private Task<HttpResponseMessage> Send(string token, string password = Password) =>
        Send(Server, token, password);

    internal static Task<HttpResponseMessage> Send(RestServer server, string token, string password = Password) =>
        server.Send(Post(
            "/api/v1/users/registration/complete", JsonSerializer.Serialize(new { token, password })));

    /// <summary>A server on which people register by mail.</summary>
    public sealed class ByMail : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private RestServer? _server;

        public static (string Key, string? Value) Setting => ("Storehouse:Users:Registration", "ByMail");

        public RestServer Server => _server!;

        public async ValueTask InitializeAsync() => _server = await RestServer.Start(
            _folder.Path, clock: null, [Setting, .. SharedServer.Settings]);

        public async ValueTask DisposeAsync()
        {
            if (_server is not null)
            {
                await _server.DisposeAsync();
            }

            _folder.Dispose();
        }
    }
}
