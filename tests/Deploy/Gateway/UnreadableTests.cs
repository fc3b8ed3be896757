using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Deploy.Gateway;

/// <summary>What the gateway refuses because it cannot read it, or will not.</summary>
public sealed class UnreadableTests(BehindGateway setting)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    public static TheoryData<int, string, string> Requests { get; } = new()
    {
        { 400, "bad_request", "nonsense\r\n\r\n" },
        { 400, "bad_request", "GET / HTTP/1.1\r\n\r\n" },
        { 400, "bad_request", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" },
        { 400, "bad_request", "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n" },
        { 400, "bad_request", "POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n" },
        { 405, "method_not_allowed", "TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" },
        { 414, "uri_too_long", $"GET /{new string('x', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n" },
        { 431, "headers_too_large", $"GET / HTTP/1.1\r\nHost: x\r\nX: {new string('x', 20_000)}\r\n\r\n" },
        { 505, "http_version_not_supported", "GET / HTTP/3.1\r\nHost: x\r\n\r\n" },
        { 404, "not_found", "GET /gateway/problems/400 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Requests), DisableDiscoveryEnumeration = true)]
    public async Task Request_ThatCannotBeRead_Problem(int status, string code, string request)
    {
        using var socket = new TcpClient();
        using var bound = new CancellationTokenSource(Within);
        await socket.ConnectAsync(setting.Gateway.Host, setting.Gateway.Port, bound.Token);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), bound.Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answer = await reader.ReadToEndAsync(bound.Token);
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json\r\n", answer[..end], StringComparison.Ordinal);
        var problem = JsonDocument.Parse(answer[end..]).RootElement;
        Assert.Equal(
            (status, code, "/problems/" + code),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString(),
                problem.GetProperty("type").GetString()));
        Assert.Matches("^[0-9a-f]{32}$", problem.GetProperty("trace_id").GetString());
    }
}
