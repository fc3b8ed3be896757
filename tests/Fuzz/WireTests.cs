using System.Net.Sockets;
using System.Text;

namespace Storehouse.Tests.Fuzz;

/// <summary>Requests that are not quite HTTP: each is refused or answered, soon, and never with a 500.</summary>
public sealed class WireTests(ITestOutputHelper output)
{
    private const string Head = "POST /api/v1/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    private static readonly TimeSpan HangsAfter = TimeSpan.FromSeconds(20);

    private static readonly string[] Requests =
    [
        // Bodies cut off, longer or shorter than they say.
        Head + "Content-Length: 100\r\n\r\n{\"lines\":",
        Head + "Content-Length: 5\r\n\r\n{\"lines\":[]}",
        Head + "Content-Length: -1\r\n\r\n{}", Head + "Content-Length: +2\r\n\r\n{}",
        Head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Head + "Content-Length: 2, 2\r\n\r\n{}",
        Head + "Content-Length: 99999999999999999999\r\n\r\n{}", Head + "Content-Length: 9223372036854775807\r\n\r\n{}",
        Head + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",

        // Bad chunks.
        Head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}",
        Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n",
        Head + "Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n",
        Head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
        Head + "Transfer-Encoding: chunked\r\n\r\n2;ext=\"x\r\n{}\r\n0\r\n\r\n",
        Head + "Transfer-Encoding: chunked\r\n\r\n2\n{}\n0\n\n",
        Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nTrailer: x\r\n\r\n",
        Head + "Transfer-Encoding: gzip\r\n\r\nxx", Head + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
        Head + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}",

        // Heads that are no heads, or carry more than one request.
        "GET / HTTP/9.9\r\nHost: x\r\n\r\n", "GET\r\n\r\n", "\r\n\r\n\r\n", "GET /api/v1/items\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\n\r\n", "GET /api/v1/items HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /api/v1/items HTTP/1.1\r\nHost: [::1\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\nHost: x\n\n", "GET /api/v1/items HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: x\r\nX: " + WireText.Bytes(0xC0, 0x80, 0xFF) + "\r\n\r\n",
        "GET /api/v1/items?q=" + WireText.Bytes(0xFF) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/items/é HTTP/1.1\r\nHost: x\r\n\r\n", "GET /api/v1/items/a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET http://evil.example/api/v1/items HTTP/1.1\r\nHost: x\r\n\r\n", "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n",
        "GET /api/v1/items#x HTTP/1.1\r\nHost: x\r\n\r\n", "GET //api/v1/items HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET api/v1/items HTTP/1.1\r\nHost: x\r\n\r\n", "G@T /api/v1/items HTTP/1.1\r\nHost: x\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", WireText.Bytes(0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00) + "\r\n\r\n",
        "GET /api/v1/" + new string('a', 9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/v1/items?q=%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: x\r\nX-A: b%0d%0aX-Evil: 1\r\n\r\n",
        "GET /api/v1/items HTTP/1.1\r\nHost: x\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", 120)) + "\r\n",
        Head + "Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}", Head + "Connection: upgrade\r\nUpgrade: h2c\r\n\r\n",
    ];

    [Fact]
    public async Task Requests_NotQuiteHttp_AreAnsweredOrEndedSoon()
    {
        await using var server = await FuzzServer.Start();
        var random = new Random(1);
        foreach (var request in Requests)
        {
            // Whole, and cut off at any place: the other side closes its half.
            var bytes = WireText.Encode(request);
            foreach (var length in (int[])[bytes.Length, random.Next(1, bytes.Length), random.Next(1, bytes.Length)])
            {
                await Send(server, bytes[..length]);
            }
        }

        Assert.NotEmpty(await Callers.Token(server.Http, "admin"));
    }

    private async Task Send(FuzzServer server, byte[] bytes)
    {
        using var bound = new CancellationTokenSource(HangsAfter);
        var shown = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 300)));
        using var connection = await RawConnection.Open(server.Address, bound.Token);
        await connection.Send(bytes, bound.Token);
        try
        {
            connection.EndOfRequest();
            var answer = await connection.ReadAnswer("GET", bound.Token);
            Assert.True(answer.Status is >= 200 and < 500 or 501 or 505, $"{answer} to\n{shown}");
            Assert.DoesNotContain(answer.Headers, header => header.Name is "X-Evil" or "Set-Cookie");
            var faults = new List<string>();
            if (answer.Status >= 400 && answer.Body is { Length: > 0 })
            {
                ProblemCheck.Check(answer, null, faults);
            }

            Assert.True(faults.Count == 0, $"{string.Join("; ", faults)}: {answer} to\n{shown}");
        }
        catch (Exception fault) when (fault is SocketException or EndOfStreamException)
        {
            output.WriteLine($"ended without an answer: {shown.ReplaceLineEndings("\\n")}");
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"Hangs on\n{shown}");
        }
    }
}
