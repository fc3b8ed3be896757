using System.Text.Json;
using Storehouse.Tests.Telemetry.Receiving;
using Storehouse.Tests.Telemetry.Support;

namespace Storehouse.Tests.Telemetry;

/// <summary>What a collector gets from one process.</summary>
public sealed class TraceTests(TracedServer server) : IClassFixture<TracedServer>
{
    private static readonly string[] Skus = ["A-1", "B-2"];

    [Fact]
    public async Task PlaceOrder_TwoSkus_OneTraceRunsFromTheRequestToTheConfirmingCommit()
    {
        var (order, trace) = await server.Admin.Order(Skus);

        Assert.Equal("confirmed", order.GetProperty("status").GetString());
        var spans = await server.Collector.Trace(trace, WholeOrder);
        OrderTrace.AssertWhole(spans, Skus);
        Assert.All(spans, span => Assert.StartsWith("shop ", span.Service, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PlaceOrder_CallerIsTraced_ItsTraceAndStateAreCarriedToTheEnd()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        const string Span = "00f067aa0ba902b7";

        var (_, named) = await server.Admin.Order(Skus, request =>
        {
            request.Headers.Add("traceparent", $"00-{Trace}-{Span}-01");
            request.Headers.Add("tracestate", "vendor=opaque");
        });

        Assert.Equal(Trace, named);
        var spans = await server.Collector.Trace(Trace, WholeOrder);
        Assert.Equal(Span, Assert.Single(spans, span => span.Name == "POST /api/v1/orders").Parent);
        Assert.Equal("vendor=opaque", spans.CommitOf("OrderConfirmed").State);
    }

    [Fact]
    public async Task Cancel_OfAnOrder_BelongsToTheTraceOfTheCancelling()
    {
        var (order, placing) = await server.Admin.Order(Skus);
        var (_, cancelling) = await server.Admin.Send(
            HttpMethod.Post, $"/api/v1/orders/{order.GetProperty("id").GetString()}/cancel");

        Assert.NotEqual(placing, cancelling);
        var spans = await server.Collector.Trace(
            cancelling, spans => spans.Has("OrderCancelled") && spans.Count(span => span.Name == "deliver stock") == 2);
        Assert.All(
            spans.Where(span => span.Name == "deliver stock"),
            span => Assert.Equal(spans.CommitOf("OrderCancelled").Id, span.Parent));
    }

    [Fact]
    public async Task Spans_OfAPersonsRequests_SayNothingOfThePerson()
    {
        const string Name = "margaret.quill";
        string[] personal = [Name, "margaret", "quill@example.org", "Gooseberry", "a very long secret", "TestBrowser"];
        var person = new { username = Name, password = "a very long secret", email = "quill@example.org" };
        await server.Admin.Send(HttpMethod.Post, "/api/v1/users", JsonSerializer.Serialize(person));
        await server.Admin.Send(
            HttpMethod.Post, "/api/v1/login", JsonSerializer.Serialize(new { person.username, person.password }));
        await server.Admin.Send(HttpMethod.Get, "/api/v1/items?q=Gooseberry");
        var address = new { name = "M. Quill", line1 = "1 Gooseberry Lane", city = "York", country = "GB" };

        var (_, trace) = await server.Admin.Order(
            Skus,
            request => request.Headers.UserAgent.ParseAdd("TestBrowser/1.0"),
            ("ship_to", address));
        await server.Collector.Trace(trace, WholeOrder);

        Assert.Contains(server.Collector.Spans, span => span.Name == "POST /api/v1/users");
        Assert.Contains(server.Collector.Spans, span => span.Name == "POST /api/v1/login");
        var told = server.Collector.Spans.Select(span => span.ToString()).ToList();
        Assert.All(
            personal,
            word => Assert.DoesNotContain(told, span => span.Contains(word, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Health_AndMetrics_AreNotTraced()
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics"])
        {
            using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        }

        var (_, trace) = await server.Admin.Order(Skus);
        await server.Collector.Trace(trace, WholeOrder);

        Assert.DoesNotContain(
            server.Collector.Spans,
            span => span.Tag("url.path") is { } path && !path.StartsWith("/api/", StringComparison.Ordinal));
    }

    private static bool WholeOrder(List<ReceivedSpan> spans) =>
        spans.Has("OrderConfirmed") && spans.Any(span => span.Name == "POST /api/v1/orders")
        && spans.Count(span => span.Name == "deliver orders") == Skus.Length;
}
