using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

/// <summary>Mail through a real SMTP server, and through one that is not there or does not answer.</summary>
public sealed class MailDeliveryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Register_MailServerDown_IsAnsweredAtOnceAndTheMessageComesWhenItIsUp()
    {
        var port = ServerProcess.FreePort();
        string token;
        await using (var server = await Start(port))
        {
            await Register(server, "down@example.org");
        }

        // The message outlives the process that could not send it.
        await using var mail = await MailServer.Start(port);
        await using (var server = await Start(port))
        {
            token = MailBox.Token(await Message(mail, "down@example.org"));
            using var verified = await server.Send(
                Post("/api/v1/users/email/verify", $$"""{"token":"{{token}}"}"""));
            Assert.Equal(HttpStatusCode.NoContent, verified.StatusCode);
        }

        Assert.Single(mail.Messages());
    }

    [Fact]
    public async Task Register_MailServerAcceptsAndSaysNothing_IsAnsweredAtOnce()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await using var server = await Start(((IPEndPoint)mute.LocalEndpoint).Port);
        using var connection = mute.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask();
        await Register(server, "slow@example.org");
        (await connection.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).Dispose();
        await Register(server, "slow2@example.org");
    }

    private static async Task Register(RestServer server, string email)
    {
        var asked = Stopwatch.StartNew();
        using var made = await server.Send(Post(
            "/api/v1/users",
            $$"""{"username":"{{email.Split('@')[0]}}","password":"{{Password}}","email":"{{email}}"}"""));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.True(asked.Elapsed < TimeSpan.FromSeconds(10), $"{asked.Elapsed}");
    }

    private static async Task<string> Message(MailServer mail, string to)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (mail.Messages().FirstOrDefault(message => message.Contains(to)) is { } found)
            {
                return found.Replace("=\n", "", StringComparison.Ordinal);
            }

            Assert.False(bound.IsCancellationRequested, "No message came.");
            await Task.Yield();
        }
    }

    private Task<RestServer> Start(int port) => RestServer.Start(
        _folder.Path,
        clock: null,
        ("Storehouse:Mail:Host", "127.0.0.1"),
        ("Storehouse:Mail:Port", port.ToString(CultureInfo.InvariantCulture)),
        ("Storehouse:Mail:Security", "None"),
        ("Storehouse:Users:Registration", "AtOnce"),
        ("Storehouse:Mail:RetryAfter", "00:00:00.2"),
        ("Storehouse:Mail:Timeout", "00:00:02"));
}
