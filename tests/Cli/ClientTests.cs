using Microsoft.Extensions.Time.Testing;
using Storehouse.Cli.Client;

namespace Storehouse.Tests.Cli;

public class ClientTests
{
    [Fact]
    public void DelayBefore_WithoutAWord_DoublesUpToItsBoundWithJitter()
    {
        var policy = new RetryPolicy { Retries = 20 };

        var delays = Enumerable.Range(0, 12)
            .Select(retry => policy.DelayBefore(retry, null, new Random(7))).ToList();

        foreach (var (retry, delay) in delays.Index())
        {
            var whole = Math.Min(10, 0.2 * Math.Pow(2, retry));
            Assert.InRange(delay!.Value.TotalSeconds, whole / 2, whole);
        }

        Assert.NotEqual(
            policy.DelayBefore(3, null, new Random(1)), policy.DelayBefore(3, null, new Random(2)));
    }

    [Fact]
    public void DelayBefore_AfterTheLastRetry_IsNone() =>
        Assert.Null(new RetryPolicy { Retries = 2 }.DelayBefore(2, null, new Random(7)));

    [Theory]
    [InlineData(30, true)]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void DelayBefore_ToldByTheServer_KeepsToItWithinABound(int seconds, bool waits)
    {
        var delay = new RetryPolicy().DelayBefore(0, TimeSpan.FromSeconds(seconds), new Random(7));

        Assert.Equal(waits, delay is not null);
        Assert.True(delay is null || delay.Value.TotalSeconds >= seconds);
    }

    [Fact]
    public async Task Tail_PeerVanishedWithoutAWord_ConnectsAnew()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/events",
            Replies.Feed(Replies.Frame("evt_1", "t", Shapes.Event("evt_1"))),
            Replies.Feed(Replies.Frame("evt_2", "t", Shapes.Event("evt_2"))));
        var time = new FakeTimeProvider();
        using var client = new StorehouseClient(
            new Uri(server.Address), "token-1", new StorehouseClientOptions { Time = time });
        await using var feed = client
            .TailAsync(new EventFilter(null, null), null, cancel: TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await feed.MoveNextAsync();
        await server.WaitForCallsAsync(1);

        // Silence, and the wait before connecting anew, pass on this clock alone.
        var next = feed.MoveNextAsync();
        for (var turn = 0; !await server.CallComesAsync(TimeSpan.FromMilliseconds(20)); turn++)
        {
            Assert.True(turn < 1000, "It did not connect anew.");
            time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.True(await next);
        Assert.Equal("evt_2", feed.Current.Id);
        Assert.Equal("evt_1", server.Calls[1].Header("Last-Event-ID"));
    }
}
