using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Tests.Cluster;

/// <summary>Streams deliver at least once; grains may be there twice. Effects happen once all the same.</summary>
public sealed class ExactlyOnceTests : IAsyncLifetime
{
    private StorehouseCluster _cluster = null!;

    public async ValueTask InitializeAsync() => _cluster = await StorehouseCluster.Start();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Deliver_TheSameBatchAgain_ChangesNothing()
    {
        await _cluster.Stock("A", 10);
        var order = await _cluster.Place(("A", 4));
        var queued = await QueuedFor("A");

        await _cluster.Sku("A").Deliver(queued);
        await _cluster.Sku("A").Deliver([queued[^1]]);

        Assert.Equal(4, await Reserved("A"));
        Assert.Equal(OrderStatus.Confirmed, (await _cluster.Order(order.OrderId).GetView())!.Status);
    }

    [Fact]
    public async Task Deliver_AnOlderMessageAfterANewerOne_ChangesNothing()
    {
        await _cluster.Stock("A", 10);
        await _cluster.Place(("A", 1));
        await _cluster.Place(("A", 2));
        var queued = await QueuedFor("A");

        await _cluster.Sku("A").Deliver([queued[1], queued[0]]);

        Assert.Equal(3, await Reserved("A"));
    }

    [Fact]
    public async Task Place_TheSameKeyTowardsAnotherOrder_NamesTheFirstAndReservesOnce()
    {
        await _cluster.Stock("A", 10);
        var (first, second) = (OrderId.New(DateTimeOffset.UtcNow), OrderId.New(DateTimeOffset.UtcNow));
        var context = StorehouseCluster.Context("place-1");

        await _cluster.Order(first).Place(StorehouseCluster.Command(("A", 4)), context);
        var answer = (await _cluster.Order(first).WaitDecided(TimeSpan.FromSeconds(20), "place-1")).Order!;
        var repeat = await _cluster.Order(second).Place(StorehouseCluster.Command(("A", 4)), context);
        var replay = await _cluster.Order(repeat.OriginalOrderId!).ReplayPlaced("place-1");

        Assert.Equal(OrderOutcome.PlacedEarlier, repeat.Outcome);
        Assert.Equal(first, repeat.OriginalOrderId);
        Assert.Equal((answer.Version, answer.Status), (replay.Order!.Version, replay.Order.Status));
        Assert.Null(await _cluster.Order(second).GetView());
        Assert.Equal(4, await Reserved("A"));
    }

    [Fact]
    public async Task Place_TheSameCallAgain_AnswersAsTheFirstTime()
    {
        await _cluster.Stock("A", 10);
        var id = OrderId.New(DateTimeOffset.UtcNow);
        var context = StorehouseCluster.Context("place-1");

        var first = await _cluster.Order(id).Place(StorehouseCluster.Command(("A", 4)), context);
        await _cluster.Order(id).WaitDecided(TimeSpan.FromSeconds(20), "place-1");
        var again = await _cluster.Order(id).Place(StorehouseCluster.Command(("A", 4)), context);
        var other = await _cluster.Order(id).Place(
            StorehouseCluster.Command(("A", 4)), StorehouseCluster.Context("place-2"));

        Assert.Equal(OrderOutcome.Done, again.Outcome);
        Assert.Equal((first.Order!.Version, first.Order.Status), (again.Order!.Version, again.Order.Status));
        Assert.Equal(OrderOutcome.AlreadyPlaced, other.Outcome);
        Assert.Equal(4, await Reserved("A"));
    }

    [Fact]
    public async Task WaitDecided_AnEarlierWaitWasToldPending_TellsTheSameAfterTheDecision()
    {
        await _cluster.Stock("A", 100);
        var pending = 0;
        for (var number = 0; number < 20; number++)
        {
            var (id, key) = (OrderId.New(DateTimeOffset.UtcNow), $"place-{number}");
            await _cluster.Order(id).Place(
                StorehouseCluster.Command(("A", 1)), StorehouseCluster.Context(key));
            var first = await _cluster.Order(id).WaitDecided(TimeSpan.Zero, key);
            await _cluster.Order(id).WaitDecided(TimeSpan.FromSeconds(20), null);

            var lost = await _cluster.Order(id).WaitDecided(TimeSpan.FromSeconds(20), key);

            Assert.Equal(first.Order!.Status, lost.Order!.Status);
            pending += first.Order.Status == OrderStatus.Pending ? 1 : 0;
        }

        Assert.NotEqual(0, pending);
    }

    [Fact]
    public async Task Execute_AnotherActivationWroteFirst_ReadsAgainAndDecidesOnTheTruth()
    {
        await _cluster.Stock("A", 10);
        var view = await _cluster.Sku("A").GetView();
        var received = new StockReceived("main", 10, false, "delivery", null, "tester", [new("main", 20, 0, 0)]);

        // What a second activation of the same SKU would do: append to the stream behind this one's back.
        var foreign = await _cluster.Journal.Commit(new JournalCommit
        {
            Stream = "sku/A",
            ExpectedVersion = view!.Version,
            At = DateTimeOffset.UtcNow,
            Events = DomainJson.Encode([received]),
        });
        var reply = await _cluster.Sku("A").Execute(
            new AdjustStock("main", -15, "damaged", null, null), StorehouseCluster.Context());

        Assert.Equal(CommitStatus.Committed, foreign.Status);
        Assert.Equal(StockOutcome.Done, reply.Outcome);
        Assert.Equal(5, Assert.Single(reply.View!.Locations).Available);
    }

    [Fact]
    public async Task Receive_TheProcessDiesBeforeFilling_TheReceiptItselfAsksForIt()
    {
        await _cluster.Stock("A", 0, BackorderPolicy.Allow);
        var order = await _cluster.Place(("A", 3));
        await _cluster.Receive("A", 1);
        var entries = await _cluster.Journal.ReadStream("sku/A", 0, 100);

        var receipt = entries.Single(entry => DomainJson.DecodeStockEvents(entry.Events).Any(e => e is StockReceived));

        var sent = Assert.Single(receipt.Messages);
        Assert.Equal((Topics.Stock, "A"), (sent.Topic, sent.Key));
        Assert.IsType<FillBackorders>(DomainJson.DecodeStockMessage(sent.Payload));
        await _cluster.Until(
            async () => (await _cluster.Order(order.OrderId).GetView())!.Lines.Sum(line => line.Backordered) == 2,
            "what came is given to the order that waits");
    }

    [Fact]
    public async Task Place_GrainsLeaveMemoryMidFlow_IsDecidedAllTheSame()
    {
        await _cluster.Stock("A", 100);
        await _cluster.Stock("B", 100);
        var ids = Enumerable.Range(0, 40).Select(_ => OrderId.New(DateTimeOffset.UtcNow)).ToList();

        var leaving = Task.Run(async () =>
        {
            foreach (var id in ids)
            {
                await _cluster.Silos.DeactivateAsync(_cluster.Sku("A"));
                await _cluster.Silos.DeactivateAsync(_cluster.Order(id));
            }
        });
        foreach (var id in ids)
        {
            await _cluster.Order(id).Place(StorehouseCluster.Command(("A", 1), ("B", 1)), StorehouseCluster.Context());
        }

        await leaving;
        await _cluster.Until(
            async () => (await Task.WhenAll(ids.Select(id => _cluster.Order(id).GetView())))
                .All(view => view!.Status == OrderStatus.Confirmed),
            "every order is confirmed");
        Assert.Equal((40, 40), (await Reserved("A"), await Reserved("B")));
    }

    [Fact]
    public async Task Place_ASiloIsKilledUnderLoad_LosesAndRepeatsNothing()
    {
        await _cluster.Stock("A", 1_000);
        await _cluster.Stock("B", 1_000);
        var ids = Enumerable.Range(0, 200).Select(_ => OrderId.New(DateTimeOffset.UtcNow)).ToList();

        var killing = _cluster.Silos.KillSiloAsync(_cluster.Silos.Silos[1]);
        await Parallel.ForEachAsync(ids, async (id, _) =>
        {
            // A client repeats with the same key until it is answered.
            while (true)
            {
                try
                {
                    await _cluster.Order(id).Place(
                        StorehouseCluster.Command(("A", 1), ("B", 2)), StorehouseCluster.Context("key-" + id));
                    return;
                }
                catch (Exception fault) when (fault is OrleansException or TimeoutException or IOException)
                {
                }
            }
        });
        await killing;

        await _cluster.Until(
            async () => (await Task.WhenAll(ids.Select(id => _cluster.Order(id).GetView())))
                .All(view => view!.Status == OrderStatus.Confirmed),
            "every order is confirmed");
        Assert.Equal((200, 400), (await Reserved("A"), await Reserved("B")));
    }

    [Fact]
    public async Task Deliver_AMessageThatCannotBeRead_BecomesADeadLetterAndHoldsUpNobody()
    {
        await _cluster.Stock("A", 10);
        await _cluster.Journal.Commit(new JournalCommit
        {
            Stream = "test/poison",
            ExpectedVersion = 0,
            At = DateTimeOffset.UtcNow,
            Messages = [new JournalMessage(Topics.Stock, "A", "{\"type\":\"no such message\"}"u8.ToArray())],
        });

        var order = await _cluster.Place(("A", 1));

        Assert.Equal(OrderStatus.Confirmed, order.Status);
        var letter = Assert.Single(await _cluster.Journal.ReadDeadLetters(0, 10));
        Assert.Equal("A", letter.Key);
        Assert.Contains("JsonException", letter.Cause, StringComparison.Ordinal);
    }

    private async Task<int> Reserved(string sku) =>
        (await _cluster.Sku(sku).GetView())!.Locations.Sum(location => location.Reserved);

    private async Task<ImmutableArray<Delivery<StockMessage>>> QueuedFor(string sku)
    {
        var queue = _cluster.Journal.Topology.QueueOf(Topics.Stock, sku);
        var messages = await _cluster.Journal.ReadQueue(queue, 0, 100);
        return [.. messages
            .Where(message => message.Key == sku)
            .Select(message => new Delivery<StockMessage>(
                message.Position, DomainJson.DecodeStockMessage(message.Payload)))];
    }
}
