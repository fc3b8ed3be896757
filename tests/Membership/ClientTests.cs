using System.Net;
using System.Text;
using Storehouse.Consul;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>The client itself, for those who build on it.</summary>
public sealed class ClientTests(SharedConsul consul)
{
    [Fact]
    public async Task SendAsync_Service_IsRegisteredListedAndGone()
    {
        using var client = Client();
        var name = $"service-{Guid.NewGuid():N}";
        (await client.SendRepeatableAsync(
            HttpMethod.Put, "v1/agent/service/register",
            body: Encoding.UTF8.GetBytes($$"""{"Name":"{{name}}","Port":5000}"""))).EnsureSuccess();
        var answer = await client.SendAsync(HttpMethod.Get, $"v1/agent/service/{name}");
        Assert.Contains(
            "\"Port\":5000",
            Encoding.UTF8.GetString(answer.Body.Span).Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
        (await client.SendRepeatableAsync(HttpMethod.Put, $"v1/agent/service/deregister/{name}"))
            .EnsureSuccess();
        answer = await client.SendAsync(HttpMethod.Get, $"v1/agent/service/{name}");
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        var fault = Assert.Throws<HttpRequestException>(answer.EnsureSuccess);
        Assert.Equal(HttpStatusCode.NotFound, fault.StatusCode);
    }

    [Fact]
    public async Task SendAsync_BlockingQuery_IsAnsweredByTheChange()
    {
        using var client = Client();
        var key = $"v1/kv/watched-{Guid.NewGuid():N}";
        await client.SendAsync(HttpMethod.Put, key, body: "1"u8.ToArray());
        var seen = await client.SendAsync(HttpMethod.Get, key, "raw");
        var waiting = client.SendAsync(
            HttpMethod.Get, key, $"raw&wait=20s&index={seen.Index}", within: TimeSpan.FromSeconds(25));
        await client.SendAsync(HttpMethod.Put, key, body: "2"u8.ToArray());
        var changed = await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("2", Encoding.UTF8.GetString(changed.Body.Span));
        Assert.True(changed.Index > seen.Index);
    }

    [Fact]
    public async Task SendAsync_Datacenter_IsAsked()
    {
        using var here = Client(options => options.Datacenter = "dc1");
        Assert.Equal(HttpStatusCode.NotFound, (await here.SendAsync(HttpMethod.Get, "v1/kv/none")).Status);
        using var elsewhere = Client(options =>
            (options.Datacenter, options.RetryWithin) = ("no where", TimeSpan.FromMilliseconds(300)));
        var fault = await Assert.ThrowsAsync<HttpRequestException>(
            () => elsewhere.SendRepeatableAsync(HttpMethod.Get, "v1/kv/none"));
        Assert.Contains("No path to datacenter", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_Namespace_IsAsked()
    {
        // The free edition knows none, and says so when asked.
        using var client = Client(options => options.Namespace = "team");
        var answer = await client.SendAsync(HttpMethod.Get, "v1/kv/none");
        var fault = Assert.Throws<HttpRequestException>(answer.EnsureSuccess);
        Assert.Contains("ns", fault.Message, StringComparison.Ordinal);
    }

    private ConsulClient Client(Action<ConsulOptions>? configure = null)
    {
        var options = new ConsulOptions { Address = consul.Address };
        configure?.Invoke(options);
        return new(options);
    }
}
