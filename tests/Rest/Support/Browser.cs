using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests;

/// <summary>
/// A real Chromium on one page, spoken to in its own protocol (CDP), with an authenticator that it plays itself.
/// </summary>
public sealed class Browser : IAsyncDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private readonly string _folder;
    private readonly NativeProcess _process;
    private readonly ClientWebSocket _socket = new();
    private int _lastId;

    private Browser(string folder, int port)
    {
        _folder = folder;
        _process = new(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--remote-debugging-port={port}", $"--user-data-dir={folder}", "about:blank",
            ],
            folder);
    }

    /// <summary>Opens a page, and plugs in an authenticator that confirms everything at once.</summary>
    public static async Task<Browser> Open(Uri page)
    {
        var port = ServerProcess.FreePort();
        var browser = new Browser(Directory.CreateTempSubdirectory("chromium-").FullName, port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        string? address = null;
        await browser._process.WaitReady(
            async () => (address = await PageAddress(http)) is not null, Within);
        await browser._socket.ConnectAsync(new Uri(address!), CancellationToken.None);
        await browser.Send("Page.enable", []);
        await browser.Send("WebAuthn.enable", []);
        await browser.Send("WebAuthn.addVirtualAuthenticator", new JsonObject
        {
            ["options"] = new JsonObject
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await browser.Send("Page.navigate", new JsonObject { ["url"] = page.AbsoluteUri });
        using var bound = new CancellationTokenSource(Within);
        while ((await browser.Evaluate("location.href + ' ' + document.readyState")).GetString()
            != page.AbsoluteUri + " complete")
        {
            Assert.False(bound.IsCancellationRequested, $"{page} did not open.");
        }

        return browser;
    }

    /// <summary>What a script's promise becomes; a fault of the script fails the test.</summary>
    public async Task<JsonElement> Evaluate(string script)
    {
        var answer = await Send("Runtime.evaluate", new JsonObject
        {
            ["expression"] = script,
            ["awaitPromise"] = true,
            ["returnByValue"] = true,
            ["userGesture"] = true,
        });
        Assert.False(answer.TryGetProperty("exceptionDetails", out var fault), fault.ToString());
        return answer.GetProperty("result").GetProperty("value");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string?> PageAddress(HttpClient http)
    {
        try
        {
            var targets = JsonDocument.Parse(await http.GetStringAsync(new Uri("/json/list", UriKind.Relative)));
            return targets.RootElement.EnumerateArray()
                .Where(target => target.GetProperty("type").GetString() == "page")
                .Select(target => target.GetProperty("webSocketDebuggerUrl").GetString())
                .FirstOrDefault();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<JsonElement> Send(string method, JsonObject parameters)
    {
        using var bound = new CancellationTokenSource(Within);
        var id = ++_lastId;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, bound.Token);
        while (true)
        {
            var answer = await Receive(bound.Token);
            if (answer.TryGetProperty("id", out var of) && of.GetInt32() == id)
            {
                Assert.False(answer.TryGetProperty("error", out var error), error.ToString());
                return answer.GetProperty("result");
            }
        }
    }

    private async Task<JsonElement> Receive(CancellationToken cancelled)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, cancelled);
            whole.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return JsonDocument.Parse(whole.ToArray()).RootElement;
            }
        }
    }
}
