using Storehouse.Tests.Telemetry.Receiving;

namespace Storehouse.Tests.Telemetry.Support;

/// <summary>What the trace of an order must look like, however many processes it ran through.</summary>
internal static class OrderTrace
{
    /// <summary>Whether the commit of a kind of event has arrived.</summary>
    public static bool Has(this IEnumerable<ReceivedSpan> spans, string happened) => spans.Any(Commits(happened));

    public static ReceivedSpan CommitOf(this IEnumerable<ReceivedSpan> spans, string happened) =>
        Assert.Single(spans, span => Commits(happened)(span));

    /// <summary>The spans that a span lies under, nearest first.</summary>
    public static IEnumerable<ReceivedSpan> Above(this IReadOnlyList<ReceivedSpan> spans, ReceivedSpan span)
    {
        for (var next = Parent(span); next is not null; next = Parent(next))
        {
            yield return next;
        }

        ReceivedSpan? Parent(ReceivedSpan child) => spans.SingleOrDefault(one => one.Id == child.Parent);
    }

    /// <summary>From the request over the placing commit, each SKU and its commit, to the confirming commit.</summary>
    public static void AssertWhole(IReadOnlyList<ReceivedSpan> spans, IReadOnlyCollection<string> skus)
    {
        var request = Assert.Single(spans, span => span.Name == "POST /api/v1/orders");
        Assert.DoesNotContain(spans, span => span != request && spans.All(parent => parent.Id != span.Parent));

        var placed = spans.CommitOf("OrderPlaced");
        Assert.Contains(spans.Above(placed), above => above.Name == "IOrderGrain/Place");
        Assert.Equal(request, spans.Above(placed).Last());

        var reserving = spans.Where(span => span.Name == "deliver stock").ToList();
        Assert.Equal(skus.Order(), reserving.Select(span => span.Tag("storehouse.key")!).Order());
        Assert.All(reserving, span => Assert.Equal(placed.Id, span.Parent));

        var reserved = spans.Where(Commits("StockReserved")).ToList();
        Assert.Equal(skus.Count, reserved.Count);
        Assert.All(reserved, span => Assert.Contains(spans.Above(span), above => above.Name == "deliver stock"));

        var answers = spans.Where(span => span.Name == "deliver orders").ToList();
        Assert.Equal(skus.Count, answers.Count);
        Assert.Equal(reserved.Select(span => span.Id).Order(), answers.Select(span => span.Parent).Order());

        var confirmed = spans.CommitOf("OrderConfirmed");
        Assert.Contains(spans.Above(confirmed), span => span.Name == "deliver orders");
        Assert.Contains(spans.Above(confirmed), above => above.Name == "IOrderGrain/Deliver");
        Assert.True(confirmed.Start >= placed.End);
    }

    private static Func<ReceivedSpan, bool> Commits(string happened) => span =>
        span.Name == "journal commit" && span.Tag("storehouse.events")!.Split(',').Contains(happened);
}
