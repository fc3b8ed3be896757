using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Microsoft.Data.Sqlite;
using Storehouse.Http;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Contract;

/// <summary>
/// A server that is killed (SIGKILL) around its answer to an order or to a stock movement: whoever asks again under
/// the same key gets the first answer, and nothing is done twice.
/// </summary>
public sealed class LostAnswerTests : IAsyncLifetime
{
    private const string Sku = "LOST-1";
    private static readonly (string Path, string Body) Order =
        ("/orders", $$"""{"lines":[{"sku":"{{Sku}}","quantity":1}]}""");

    private static readonly (string Path, string Body) Receipt =
        ($"/inventory/{Sku}/receipts", """{"quantity":1,"reason":"delivery"}""");

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private readonly TemporaryFolder _folder = new();
    private readonly ServerStart _start;
    private ServerProcess? _server;
    private ApiCaller? _caller;

    public LostAnswerTests() => _start = new(
        Path.Combine(AppContext.BaseDirectory, "Storehouse.Api.dll"),
        new Dictionary<string, string>
        {
            ["Storehouse__DataPath"] = _folder.Path,
            ["Storehouse__Admin__Password"] = WholeServer.AdminPassword,
            ["Logging__LogLevel__Default"] = "Error",
        },
        ServerProcess.FreePort(),
        _folder.Path);

    private ApiCaller Caller => _caller!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start(_start, TestContext.Current.CancellationToken);
        _caller = await ApiCaller.SignIn(_server.BaseAddress, "admin", WholeServer.AdminPassword);
        const string Item = """{"name":"Thing","unit_price":{"amount":1,"currency":"GBP"}}""";
        Assert.Equal(201, (await Caller.Send("PUT", $"/items/{Sku}", Item)).Status);
        Assert.Equal(201, (await Caller.Post(Receipt.Path, Receipt.Body)).Status);
        Assert.Equal(201, (await Caller.Post(Receipt.Path, Receipt.Body)).Status);
    }

    [Fact]
    public async Task Post_ServerKilledAroundItsAnswer_RepeatsGetTheFirstAnswerAndNothingIsDoneTwice()
    {
        // Answered, and killed at once: nothing of the answer may have been in memory alone.
        var keys = (Order: WholeServer.NewKey(), Receipt: WholeServer.NewKey());
        var placed = await Caller.Send("POST", Order.Path, Order.Body, keys.Order);
        var received = await Caller.Send("POST", Receipt.Path, Receipt.Body, keys.Receipt);
        await Restart();
        AssertReplayed(placed, await Caller.Send("POST", Order.Path, Order.Body, keys.Order));
        AssertReplayed(received, await Caller.Send("POST", Receipt.Path, Receipt.Body, keys.Receipt));

        // Killed as soon as the effect can be seen, whether or not the answer was on its way by then.
        foreach (var (path, body) in ((string, string)[])[Receipt, Order])
        {
            var key = WholeServer.NewKey();
            await KillOnceDone(path, body, key);
            await Restart();
            var repeated = await Caller.Send("POST", path, body, key);
            Assert.Equal((201, "true"), (repeated.Status, repeated.Header("Idempotent-Replayed")));
            AssertReplayed(repeated, await Caller.Send("POST", path, body, key));
        }

        // Two units before; two came, and two were ordered.
        var stock = (await Caller.Get($"/inventory/{Sku}")).Json.GetProperty("totals");
        Assert.Equal(
            (4, 2), (stock.GetProperty("on_hand").GetInt32(), stock.GetProperty("reserved").GetInt32()));
        await Caller.Until("/orders", orders => orders.GetProperty("data").GetArrayLength() == 2);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    private static void AssertReplayed(Answer first, Answer repeated)
    {
        Assert.Equal((201, "true"), (repeated.Status, repeated.Header("Idempotent-Replayed")));
        Assert.Equal((first.Status, first.Text), (repeated.Status, repeated.Text));
        Assert.Equal(
            (first.Header("ETag"), first.Header("Location")), (repeated.Header("ETag"), repeated.Header("Location")));
    }

    private async Task Restart()
    {
        await _server!.DisposeAsync();
        _server = await ServerProcess.Start(_start, TestContext.Current.CancellationToken);
    }

    /// <summary>Sends, reads no answer, and kills the server once the journal has the key.</summary>
    private async Task KillOnceDone(string path, string body, string key)
    {
        var me = (await Caller.Get("/users/me")).Json.GetProperty("id").GetString()!;
        await using var journal = new SqliteConnection(
            $"Data Source={Path.Combine(_folder.Path, "journal.db")};Mode=ReadOnly;Pooling=false");
        await journal.OpenAsync(TestContext.Current.CancellationToken);
        await using var look = journal.CreateCommand();
        look.CommandText = "SELECT count(*) FROM idempotency WHERE key = $key";
        look.Parameters.AddWithValue("$key", IdempotencyKey.Scope(me, key));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_start.Host, _start.Port);
        var request = $"POST /api/v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Caller.Token}\r\n"
            + $"Idempotency-Key: {key}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request));
        var sent = Stopwatch.GetTimestamp();
        while ((long)look.ExecuteScalar()! == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(sent) < Within, "Nothing was done.");
        }

        _server!.Kill();
    }
}
