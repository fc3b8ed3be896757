using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Deploy.Gateway;

/// <summary>Whom the API takes for its client, and which trace a request belongs to.</summary>
public sealed class ClientTests(BehindGateway setting)
{
    private const string Elsewhere = "203.0.113.9";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Address_ThroughTheGateway_TheClientsOwn()
    {
        Assert.Equal(new("127.0.0.5", "http"), await Seen(setting.Gateway, "127.0.0.5"));
    }

    [Fact]
    public async Task Address_ClientClaimsAnother_NotBelieved()
    {
        Assert.Equal(
            new("127.0.0.5", "http"),
            await Seen(
                setting.Gateway, "127.0.0.5",
                ("X-Forwarded-For", Elsewhere), ("X-Forwarded-Proto", "https"), ("X-Real-IP", Elsewhere),
                ("Forwarded", $"for={Elsewhere};proto=https")));
    }

    [Fact]
    public async Task Address_BalancerBeforeTheGateway_TheOneItNames()
    {
        await using var gateway = await NginxServer.Start(
            [setting.Api], new() { Balancers = ["127.0.0.6"], Scheme = "https" });

        Assert.Equal(
            new(Elsewhere, "https"),
            await Seen(gateway.Address, "127.0.0.6", ("X-Forwarded-For", $"198.51.100.7, {Elsewhere}")));
        Assert.Equal(
            new("127.0.0.5", "https"),
            await Seen(gateway.Address, "127.0.0.5", ("X-Forwarded-For", Elsewhere)));
    }

    [Fact]
    public async Task Address_NotThroughAGateway_OnlyTheTrustedIsBelieved()
    {
        Assert.Equal(
            new("127.0.0.5", "http"),
            await Seen(
                setting.Api, "127.0.0.5", ("X-Forwarded-For", Elsewhere), ("X-Forwarded-Proto", "https")));
        Assert.Equal(
            new(Elsewhere, "https"),
            await Seen(
                setting.Api, "127.0.0.1", ("X-Forwarded-For", Elsewhere), ("X-Forwarded-Proto", "https")));
    }

    [Theory]
    [InlineData("10.0.0.0/8,::1,fd00::/8", null)]
    [InlineData("10.0.0.0/33", "10.0.0.0/33")]
    [InlineData("gateway.internal", "gateway.internal")]
    public void Trusted_ValuesOfEveryKind_WrongOnesAreNamed(string values, string? wrong)
    {
        var options = new Storehouse.Http.GatewayOptions { Trusted = values.Split(',') };
        var faults = options.Validate(new(options)).Select(fault => fault.ErrorMessage);

        Assert.Equal(wrong is null ? [] : [$"'{wrong}' is neither an IP address nor a network."], faults);
    }

    [Theory]
    [InlineData("/problems/not_found")]
    [InlineData("/api/v1/items")]
    public async Task Trace_BegunByTheClient_GoesOnInTheApi(string path)
    {
        using var answer = await Traced(setting.Gateway, path);

        Assert.Equal([Trace], answer.Headers.GetValues("Trace-Id"));
    }

    [Fact]
    public async Task Trace_AnsweredByTheGateway_IsInTheProblem()
    {
        using var answer = await Traced(setting.Gateway, "/metrics");

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Trace, (await BehindGateway.Json(answer)).GetProperty("trace_id").GetString());
    }

    private static async Task<HttpResponseMessage> Traced(Uri server, string path)
    {
        using var client = BehindGateway.Client(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        return await client.SendAsync(request, Cancellation);
    }

    private async Task<SeenClient> Seen(Uri server, string from, params (string Name, string Value)[] headers)
    {
        using var client = BehindGateway.Client(server, from);
        var query = $"?probe={Guid.NewGuid():N}";
        using var request = new HttpRequestMessage(HttpMethod.Get, "/problems/not_found" + query);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await client.SendAsync(request, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return await setting.Seen.Of(query);
    }
}
