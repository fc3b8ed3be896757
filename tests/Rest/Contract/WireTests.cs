using System.Net;
using System.Net.Sockets;
using System.Text;

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
        var answer = await Exchange($"GET {Probes.Path}/open HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        Assert.StartsWith("HTTP/1.1 431 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestLine_TooLong_Refused() => Assert.StartsWith(
        "HTTP/1.1 414 ",
        await Exchange($"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: x\r\n\r\n"),
        StringComparison.Ordinal);

    [Fact]
    public async Task Headers_ThatDoNotEnd_GivenUp() => Assert.StartsWith(
        "HTTP/1.1 408 ",
        await Exchange("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "),
        StringComparison.Ordinal);

    [Fact]
    public async Task Body_ThatDripsIn_GivenUp()
    {
        var answer = await Exchange(Head($"Content-Length: {Probes.LimitBytes}") + "{");
        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"request_timeout\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 100", "{\"text\"")]
    [InlineData("Transfer-Encoding: chunked", "5\r\n{\"te")]
    [InlineData("Transfer-Encoding: chunked", "zz\r\n{}")]
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
        var answer = await Exchange(
            Head("Transfer-Encoding: chunked") + $"{chunk.Length:x}\r\n{chunk}\r\n0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"payload_too_large\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_AfterAllThis_DoesNotNameItself()
    {
        using var client = new HttpClient { BaseAddress = wire.Address };
        using var answer = await client.GetAsync(
            new Uri(Probes.Path + "/open", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Server"));
    }

    private static string Head(string header) =>
        $"POST {Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
        + $"Content-Type: application/json\r\n{header}\r\n\r\n";

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
