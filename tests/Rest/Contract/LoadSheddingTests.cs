using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Storehouse.Http.Limits;
using Storehouse.Tests.Hosting;

namespace Storehouse.Tests.Contract;

public sealed class LoadSheddingTests
{
    private const int AtWork = 8;
    private const int Burst = 600;
    private static readonly TimeSpan AcceptedWithin = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Burst_FarBeyondCapacity_AcceptedOnesDoneInTimeOthersToldToRetry()
    {
        using var folder = new TemporaryFolder();
        await using var api = await ApiProcessHost.Start(
            folder.Path, "--Storehouse:Load:InFlightMax", $"{AtWork}", "--Storehouse:Load:InFlightMin", $"{AtWork}");
        var address = new Uri(api.Addresses.First());
        var admin = await ApiCaller.SignIn(address, "admin", WholeServer.AdminPassword);
        const string Item = """{"name":"Thing","unit_price":{"amount":1,"currency":"GBP"},"backorder":"allow"}""";
        Assert.Equal(201, (await admin.Send("PUT", "/items/BURST", Item)).Status);

        using var health = new HttpClient { BaseAddress = address };
        var answers = Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => Timed(() =>
            admin.Post("/orders", """{"lines":[{"sku":"BURST","quantity":1}]}"""))));
        using var ready = await health.GetAsync(
            new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);

        var (accepted, shed) = Split(await answers);
        Assert.NotEmpty(accepted);
        Assert.NotEmpty(shed);
        Assert.All(shed, answer =>
        {
            Assert.Equal(503, answer.Status);
            Assert.Equal("overloaded", answer.Code);
            Assert.Equal("1", answer.Header("Retry-After"));
        });
        var slowest = accepted.Select(answer => answer.Took).Order().ElementAt(accepted.Length * 99 / 100);
        Assert.True(slowest < AcceptedWithin, $"99 of 100 accepted ones took up to {slowest}.");

        // Nothing was done about those that were not accepted, and all of those that were.
        var told = accepted.Select(answer => answer.Answer.Json.GetProperty("id").GetString()).Order();
        Assert.Equal(told, (await OrdersOf(admin)).Order());
    }

    [Fact]
    public void Enter_AnswersCome_TheBoundFollowsThem()
    {
        var clock = new ManualClock();
        var inFlight = new InFlight(4, 100, TimeSpan.FromSeconds(2), clock);

        // All late: down to the least, since no more than the bound can be at work.
        for (var round = 0; round < 50; round++)
        {
            Work(inFlight, clock, TimeSpan.FromSeconds(3));
        }

        Assert.Equal(4, inFlight.Limit);
        Assert.True(Enumerable.Range(0, 4).All(_ => inFlight.TryEnter()));
        Assert.False(inFlight.TryEnter());
        Enumerable.Range(0, 4).ToList().ForEach(_ => inFlight.Leave());

        // In time again, and wanted: up to the most.
        for (var round = 0; round < 100; round++)
        {
            Work(inFlight, clock, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(100, inFlight.Limit);
        Assert.Equal(0, inFlight.Count);
    }

    [Fact]
    public void Enter_FewAreSlow_TheBoundStays()
    {
        var clock = new ManualClock();
        var inFlight = new InFlight(4, 100, TimeSpan.FromSeconds(2), clock);
        for (var round = 0; round < 50; round++)
        {
            Assert.True(inFlight.TryEnter());
            var slow = clock.GetTimestamp();
            clock.Advance(TimeSpan.FromSeconds(1));
            for (var quick = 0; quick < 30; quick++)
            {
                Assert.True(inFlight.TryEnter());
                inFlight.Leave(clock.GetTimestamp());
            }

            clock.Advance(TimeSpan.FromSeconds(2));
            inFlight.Leave(slow);
        }

        Assert.Equal(100, inFlight.Limit);
    }

    private static void Work(InFlight inFlight, ManualClock clock, TimeSpan each)
    {
        var entered = new List<long>();
        while (inFlight.TryEnter())
        {
            entered.Add(clock.GetTimestamp());
        }

        clock.Advance(each);
        entered.ForEach(inFlight.Leave);
        for (var quick = entered.Count; quick < 20; quick++)
        {
            Assert.True(inFlight.TryEnter());
            inFlight.Leave(entered[0]);
        }
    }

    private static async Task<(Answer Answer, TimeSpan Took)> Timed(Func<Task<Answer>> send)
    {
        var started = Stopwatch.GetTimestamp();
        var answer = await send();
        return (answer, Stopwatch.GetElapsedTime(started));
    }

    private static ((Answer Answer, TimeSpan Took)[] Accepted, Answer[] Shed) Split(
        (Answer Answer, TimeSpan Took)[] answers) =>
        ([.. answers.Where(answer => answer.Answer.Status == 201)],
         [.. answers.Where(answer => answer.Answer.Status != 201).Select(answer => answer.Answer)]);

    private static async Task<List<string?>> OrdersOf(ApiCaller caller)
    {
        var ids = new List<string?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await caller.Get($"/orders?limit=200{cursor}")).Json;
            ids.AddRange(
                page.GetProperty("data").EnumerateArray().Select(order => order.GetProperty("id").GetString()));
            cursor = page.GetProperty("next_cursor") is { ValueKind: JsonValueKind.String } next
                ? "&cursor=" + next.GetString()
                : null;
        }

        return ids;
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
