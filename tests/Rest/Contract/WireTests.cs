using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Contract;

/// <summary>What no HTTP client would send.</summary>
public sealed class WireTests(WireServer wire) : IClassFixture<WireServer>
{
    private const string Path = Probes.Path + "/body";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1, 40_000)]
    [InlineData(30, 2_000)]
    [InlineData(150, 10)]
    public async Task Headers_TooManyOrTooLong_Refused(int count, int length)
    {
        var headers = string.Concat(
            Enumerable.Range(0, count).Select(number => $"X-{number}: {new string('x', length)}\r\n"));
        AssertProblem(
            431, "headers_too_large",
            await Exchange($"GET {Probes.Path}/open HTTP/1.1\r\nHost: x\r\n{headers}\r\n"));
    }

    [Fact]
    public async Task RequestLine_TooLong_Refused() => AssertProblem(
        414, "uri_too_long",
        await Exchange($"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n"));

    [Fact]
    public async Task Headers_ThatDoNotEnd_GivenUp() => AssertProblem(
        408, "request_timeout", await Exchange("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "));

    [Theory]
    [InlineData(400, "bad_request", "nonsense\r\n\r\n")]
    [InlineData(400, "bad_request", "GET  HTTP/1.1\r\n\r\n")]
    [InlineData(400, "bad_request", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData(400, "bad_request", "GET / HTTP/1.1\r\n\r\n")]
    [InlineData(400, "bad_request", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n")]
    [InlineData(400, "bad_request", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData(400, "bad_request", "GET / HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n")]
    [InlineData(400, "bad_request", "GET / HTTP/1.1\r\nHost: x\r\nBad Name: 1\r\n\r\n")]
    [InlineData(400, "bad_request", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData(400, "bad_request", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")]
    [InlineData(400, "bad_request", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")]
    [InlineData(505, "http_version_not_supported", "GET / HTTP/3.1\r\nHost: x\r\n\r\n")]
    public async Task Head_ThatBreaksTheRules_Refused(int status, string code, string request) =>
        AssertProblem(status, code, await Exchange(request));

    [Fact]
    public async Task Request_BadOneAfterAGoodOne_BothAnswered()
    {
        var answer = await Exchange($"GET {Probes.Path}/open HTTP/1.1\r\nHost: x\r\n\r\nnonsense\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        AssertProblem(400, "bad_request", answer[answer.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal)..]);
    }

    [Fact]
    public async Task Head_OfAHeadRequestThatBreaksTheRules_RefusedWithoutABody()
    {
        var answer = await Exchange("HEAD / HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_OfTheServerAsAWhole_NamesTheMethods()
    {
        var answer = await Exchange("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 204 ", answer, StringComparison.Ordinal);
        Assert.Contains(
            "\r\nAllow: DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT\r\n", answer, StringComparison.Ordinal);
    }

    // HTTP/1.0 knows no Host.
    [Fact]
    public async Task Request_OfHttp10WithoutHost_Served() => Assert.StartsWith(
        "HTTP/1.1 200 ", await Exchange($"GET {Probes.Path}/open HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Body_ThatDripsIn_GivenUp() => AssertProblem(
        408, "request_timeout", await Exchange(Head($"Content-Length: {Probes.LimitBytes}") + "{"));

    [Theory]
    [InlineData("zz\r\n{}")]
    [InlineData("2\r\n{}x\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffffff\r\n{}")]
    public async Task Body_BadlyChunked_Refused(string body) => AssertProblem(
        400, "bad_request", await Exchange(Head("Transfer-Encoding: chunked") + body));

    [Theory]
    [InlineData("Content-Length: 100", "{\"text\"")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"te")]
    public async Task Body_CutOff_BadRequestOrNothing(string header, string body)
    {
        var answer = await Exchange(Head(header) + body, halfClose: true);
        Assert.True(
            answer.Length == 0 || answer.StartsWith("HTTP/1.1 400 ", StringComparison.Ordinal), answer);
    }

    [Fact]
    public async Task Body_ChunkedBeyondTheLimit_TooLarge()
    {
        var chunk = new string('x', Probes.LimitBytes + 1);
        AssertProblem(
            413, "payload_too_large",
            await Exchange(
                Head("Transfer-Encoding: chunked") + $"{chunk.Length:x}\r\n{chunk}\r\n0\r\n\r\n"));
    }

    [Fact]
    public async Task Server_AfterAllThis_DoesNotNameItself()
    {
        using var client = HeldClient.Of(wire.Address);
        using var answer = await client.GetAsync(
            new Uri(Probes.Path + "/open", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static string Head(string header) =>
        $"POST {Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + $"Content-Type: application/json\r\n{header}\r\n\r\n";

    private static void AssertProblem(int status, string code, string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No answer: '{answer}'");
        var head = answer[..(end + 2)];
        var body = answer[(end + 4)..];
        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff\r\n", head, StringComparison.Ordinal);
        var problem = JsonDocument.Parse(body).RootElement;
        Assert.Equal(
            (status, code, "/problems/" + code),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString(),
                problem.GetProperty("type").GetString()));
        Assert.Contains(
            $"Trace-Id: {problem.GetProperty("trace_id").GetString()}\r\n", head, StringComparison.Ordinal);
    }

    /// <summary>Sends, and reads all that comes until the server closes.</summary>
    private async Task<string> Exchange(string request, bool halfClose = false)
    {
        using var socket = new TcpClient();
        using var bound = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(wire.Address.Host, wire.Address.Port, bound.Token);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), bound.Token);
        if (halfClose)
        {
            socket.Client.Shutdown(SocketShutdown.Send);
        }

        var answer = new MemoryStream();
        try
        {
            await stream.CopyToAsync(answer, bound.Token);
        }
        catch (IOException)
        {
            // Reset, with what was sent still unread.
        }

        return Encoding.UTF8.GetString(answer.ToArray());
    }
}

/// <summary>A server that soon loses its patience.</summary>
public sealed class WireServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RestServer? _server;

    public Uri Address => _server!.Client.BaseAddress!;

    public async ValueTask InitializeAsync() => _server = await RestServer.Start(
        _folder.Path, clock: null, ("Storehouse:Server:HeadersWithin", "00:00:01"),
        ("Storehouse:Server:BodyGrace", "00:00:01.500"));

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _folder.Dispose();
    }
}
