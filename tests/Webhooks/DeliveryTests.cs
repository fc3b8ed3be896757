using System.Net;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Webhooks;

/// <summary>Deliveries of a running server to a receiver that misbehaves.</summary>
[Collection(SharedServer.Name)]
public sealed class DeliveryTests(Host host, Receiver receiver)
{
    private readonly Shop _shop = host.Shop;

    [Fact]
    public async Task Delivery_EveryMisbehaviourInTurn_EachEventInTheEndAndInOrder()
    {
        await receiver.Script(
            "wild", "500", "close", "garbage", "ok", "redirect", "hang", "ok", "huge", "halfhead", "hugehead",
            "slow:300", "400", "ok", "hugeok", "503");
        var id = await _shop.Subscribe(receiver, "wild", """,'types':['stock.*']""".Replace('\'', '"'));
        var sku = await _shop.Stock(1);
        for (var number = 0; number < 6; number++)
        {
            await _shop.Receive(sku, 1);
        }

        bool IsDone(List<Received> log) => Firsts(log, sku).Count == 7 && log[^1] is { How: "ok" };
        var log = await receiver.Until("wild", IsDone);
        Assert.All(log, request => Assert.True(request.Verified, request.ToString()));
        Assert.All(log, request => Assert.Equal("application/cloudevents+json; charset=utf-8", request.MediaType));
        await AssertOrder("wild", log, sku);
        await Until($"/webhooks/{id}/deliveries?limit=200", attempts =>
            attempts.EnumerateArray().Any(attempt =>
                Shop.Text(attempt, "outcome") == "failed" && Shop.Text(attempt, "error") == "timeout")
            && attempts.EnumerateArray().Any(attempt =>
                Shop.Text(attempt, "outcome") == "delivered" && attempt.GetProperty("attempt").GetInt32() > 1));
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    [Fact]
    public async Task Delivery_OneSubjectAlwaysFails_TheOthersGoOnAndItIsGivenUp()
    {
        var bad = await _shop.Stock(1);

        // Each failure stands beside a success, however slow the machine: the receiver as a whole is not at fault.
        await receiver.Subject("picky", new() { [bad] = "after:500" });
        var id = await _shop.Subscribe(receiver, "picky");
        await _shop.Receive(bad, 1);
        var good = await _shop.Stock(1);
        await _shop.Receive(bad, 2);
        await receiver.Until("picky", log => Firsts(log, good).Count == 2);
        var given = await Until(
            $"/webhooks/{id}/deliveries?outcome=given_up", json => json.GetArrayLength() == 2,
            meanwhile: () => _shop.Receive(good, 1));
        Assert.All(given.EnumerateArray(), attempt =>
            Assert.Equal((bad, 5), (Shop.Text(attempt, "subject"), attempt.GetProperty("attempt").GetInt32())));
        await AssertOrder("picky", await receiver.Log("picky"), bad);
        Assert.Equal("enabled", Shop.Text((await _shop.Get($"/webhooks/{id}")).Json, "status"));
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    [Fact]
    public async Task Delivery_Gone_DisabledAndGoesOnOnceEnabled()
    {
        await receiver.Script("gone", "410");
        var id = await _shop.Subscribe(receiver, "gone");
        var sku = await _shop.Stock(1);
        await UntilStatus(id, "gone");
        Assert.Single(await receiver.Log("gone"));
        await _shop.Send("PATCH", $"/webhooks/{id}", """{"status":"enabled"}""");
        var log = await receiver.Until("gone", log => log.Count == 3);
        await AssertOrder("gone", log, sku);
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    [Fact]
    public async Task Delivery_NothingGetsThrough_DisabledAndNothingLost()
    {
        await receiver.Script("dead", [.. Enumerable.Repeat("500", 200)]);
        var id = await _shop.Subscribe(receiver, "dead");
        var sku = await _shop.Stock(1);
        await UntilStatus(id, "unreachable");
        var failed = await receiver.Log("dead");
        Assert.Contains(5, failed.CountBy(request => request.Id).Select(request => request.Value));
        await receiver.Script("dead");
        await _shop.Send("PATCH", $"/webhooks/{id}", """{"status":"enabled"}""");
        var log = await receiver.Until("dead", log => Firsts(log, sku).Count == 2);
        Assert.Contains(log.Skip(failed.Count), request => request.Id == failed[0].Id);
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    [Fact]
    public async Task Replay_FromAnEvent_ThatOneAndAllAfterItUnderTheSameIds()
    {
        var id = await _shop.Subscribe(receiver, "again");
        var sku = await _shop.Stock(1);
        await _shop.Receive(sku, 1);
        await _shop.Receive(sku, 1);
        var before = await receiver.Until("again", log => Firsts(log, sku).Count == 4);
        var mine = before.Where(request => request.Subject == sku).ToList();
        var answer = await _shop.Post($"/webhooks/{id}/replay", $$"""{"from":"{{mine[1].Id}}"}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        var after = await receiver.Until(
            "again", log => log.Count(request => request.Subject == sku) == 7);
        Assert.Equal(
            mine.Concat(mine[1..]).Select(request => request.Id),
            after.Where(request => request.Subject == sku).Select(request => request.Id));
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    [Fact]
    public async Task Delivery_AskedToComeBackLater_NothingSentBefore()
    {
        await receiver.Script("later", "retry:2");
        var id = await _shop.Subscribe(receiver, "later");
        var sku = await _shop.Stock(1);
        var times = (await receiver.Until("later", log => log.Count > 1))
            .Select(request => TimeSpan.FromMilliseconds(request.AtMilliseconds)).ToList();
        Assert.InRange(times[1] - times[0], TimeSpan.FromSeconds(1.95), TimeSpan.FromSeconds(20));
        await receiver.Until("later", log => Firsts(log, sku).Count == 2);
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    [Fact]
    public async Task Delivery_OnlyTypesAskedFor()
    {
        var id = await _shop.Subscribe(receiver, "types", ",\"types\":[\"stock.received.v1\"]");
        var sku = await _shop.Stock(1);
        var log = await receiver.Until("types", log => Firsts(log, sku).Count == 1);
        Assert.All(log, request => Assert.Equal("stock.received.v1", request.Type));
        await _shop.Send("DELETE", $"/webhooks/{id}");
    }

    private static List<string> Firsts(List<Received> log, string subject) =>
        [.. log.Where(request => request.Subject == subject).Select(request => request.Id).Distinct()];

    private async Task AssertOrder(string name, List<Received> log, string subject)
    {
        var recorded = (await _shop.Get($"/events?limit=200&subject={subject}")).Json.GetProperty("data")
            .EnumerateArray().Select(happened => Shop.Text(happened, "id")).ToList();
        var sent = Firsts(log, subject);
        Assert.True(recorded[^sent.Count..].SequenceEqual(sent), $"{name}: {string.Join(' ', sent)}");

        // None comes before its predecessor was taken or given up.
        var last = -1;
        foreach (var request in log.Where(request => request.Subject == subject))
        {
            var place = recorded.IndexOf(request.Id);
            Assert.True(place >= last, $"{name}: {request.Id} came after a later one.");
            last = place;
        }
    }

    private Task<System.Text.Json.JsonElement> UntilStatus(string id, string reason) => Until(
        $"/webhooks/{id}",
        json => json.TryGetProperty("disabled_reason", out var shown) && shown.GetString() == reason, whole: true);

    private async Task<System.Text.Json.JsonElement> Until(
        string path, Func<System.Text.Json.JsonElement, bool> wanted, bool whole = false,
        Func<Task>? meanwhile = null)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var answer = await _shop.Get(path);
            var json = whole ? answer.Json : answer.Json.GetProperty("data");
            if (wanted(json))
            {
                return json;
            }

            Assert.False(bound.IsCancellationRequested, $"Still not as wanted: {answer.Text}");
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
            await Pause.For(TimeSpan.FromMilliseconds(50));
        }
    }
}
