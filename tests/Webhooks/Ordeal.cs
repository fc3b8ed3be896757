using System.Net;
using Storehouse.Tests.Feeds;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Webhooks;

/// <summary>
/// A shop at work while its servers die: those who follow all that happens and one order over connections that break
/// at any byte, and a webhook whose receiver misbehaves. In the end none has lost anything.
/// </summary>
internal sealed class Ordeal
{
    private const int Skus = 6;
    private const int ShippedEvery = 4;
    private const int Units = 1_000;
    private static readonly string[] Misbehaviour =
        ["500", "close", "ok", "hang", "ok", "503", "garbage", "ok", "500"];

    private readonly Receiver _receiver;
    private readonly string _name;
    private readonly IReadOnlyList<Shop> _doors;
    private readonly List<string> _skus = [];
    private readonly CancellationToken _bound;

    private Ordeal(Receiver receiver, string name, IReadOnlyList<Shop> doors, CancellationToken bound)
    {
        (_receiver, _name, _doors, _bound) = (receiver, name, doors, bound);
        Random = new(Seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
    }

    public int Seed { get; } = Random.Shared.Next();

    public Random Random { get; }

    private string Begin { get; set; } = "";

    private string Webhook { get; set; } = "";

    private string Order { get; set; } = "";

    /// <param name="doors">Addresses of the same shop; the first is the one that changes are made through.</param>
    public static async Task<Ordeal> Prepare(
        Receiver receiver, string name, IReadOnlyList<Shop> doors, CancellationToken bound)
    {
        var ordeal = new Ordeal(receiver, name, doors, bound) { Begin = await doors[0].Now() };
        await receiver.Script(name, Misbehaviour);
        ordeal.Webhook = await doors[0].Subscribe(receiver, name);
        for (var number = 0; number < Skus; number++)
        {
            ordeal._skus.Add(await doors[0].Stock(1));
        }

        var sku = await doors[0].Stock(Units);
        var order = await doors[0].Post("/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":{{Units}}}]}""");
        ordeal.Order = Shop.Text(order.Json, "id");
        return ordeal;
    }

    /// <summary>Makes changes, each until it is answered, while <paramref name="disturb"/> goes on.</summary>
    public async Task Run(int changes, Func<Task> disturb)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_bound);
        var feed = new FeedReader("/events", Begin);
        var ofOrder = new FeedReader($"/orders/{Order}/events?after=start", null);
        var following = Task.WhenAll(
            Follow(feed, new Random(Seed + 1), done.Token), Follow(ofOrder, new Random(Seed + 2), done.Token));
        var writing = Write(changes);
        await disturb();
        await writing;
        var recorded = await _doors[0].Events(Begin);
        var shipped = await _doors[0].Events("start", $"/orders/{Order}/events");
        Assert.True(shipped.Count >= changes / ShippedEvery, $"Only {shipped.Count} events of the order.");
        while (feed.Items.Count < recorded.Count || ofOrder.Items.Count < shipped.Count)
        {
            await Pause.For(TimeSpan.FromMilliseconds(20), _bound);
        }

        await done.CancelAsync();
        await following;
        AssertSame(recorded, feed);
        AssertSame(shipped, ofOrder);
        await AssertDelivered(recorded);
    }

    private static void AssertSame(List<(string Id, string Subject, string Type)> recorded, FeedReader feed)
    {
        Assert.Equal(recorded.Select(happened => happened.Id), feed.Items.Select(item => item.Id));
        Assert.Equal(recorded.Select(happened => happened.Type), feed.Items.Select(item => item.Type));
        Assert.True(feed.Connections > 5, $"Only {feed.Connections} connections.");
    }

    // Breaks off after any number of events, or in the middle of one, and comes back through any door.
    private async Task Follow(FeedReader feed, Random random, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(done);
            cut.CancelAfter(random.Next(20, 1_000));
            await feed.Read(_doors[random.Next(_doors.Count)], random.Next(1, 60), cut.Token);
        }
    }

    private async Task Write(int changes)
    {
        for (var number = 0; number < changes; number++)
        {
            while (await Try(number) != HttpStatusCode.Created)
            {
                await Pause.For(TimeSpan.FromMilliseconds(20), _bound);
            }
        }
    }

    private async Task<HttpStatusCode?> Try(int number)
    {
        try
        {
            var (path, body) = number % ShippedEvery == 0
                ? ($"/orders/{Order}/shipments", """{"lines":[{"line":1,"quantity":1}]}""")
                : ($"/inventory/{_skus[number % Skus]}/receipts", """{"quantity":1,"reason":"delivery"}""");
            var answer = await _doors[0].Send("POST", path, body, ("Idempotency-Key", $"{_name}-{number}"));
            return answer.Status;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task AssertDelivered(List<(string Id, string Subject, string Type)> recorded)
    {
        var ids = recorded.Select(happened => happened.Id).ToHashSet();
        var log = await _receiver.Until(_name, log => ids.IsSubsetOf(
            log.Where(request => request.How == "ok").Select(request => request.Id)));
        Assert.All(log, request => Assert.True(request.Verified, request.ToString()));

        // What is sent again after a crash repeats what was sent; nothing new comes before what it follows.
        foreach (var subject in recorded.GroupBy(happened => happened.Subject))
        {
            Assert.Equal(
                subject.Select(happened => happened.Id),
                log.Where(request => request.Subject == subject.Key).Select(request => request.Id).Distinct());
        }

        var webhook = await _doors[0].Get($"/webhooks/{Webhook}");
        Assert.Equal("enabled", Shop.Text(webhook.Json, "status"));
    }
}
