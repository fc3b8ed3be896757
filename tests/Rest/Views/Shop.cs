using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Tests.Views;

/// <summary>
/// Orders and SKUs played by hand: the real deciders, each decision committed to a journal, messages handed on when
/// the test says so. Makes large and half-finished histories that no running server would hold still for.
/// </summary>
internal sealed class Shop(IJournal journal)
{
    private static readonly OrderPolicy Policy = new(TimeSpan.FromDays(30));
    private readonly Dictionary<string, Aggregate<StockState>> _skus = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Aggregate<ShareState>> _shares = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Aggregate<OrderState>> _orders = new(StringComparer.Ordinal);
    private readonly Queue<(long Position, JournalMessage Message)> _queue = new();
    private readonly Lock _lock = new();
    private int _placed;

    public DateTimeOffset Now { get; set; } = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);

    public IReadOnlyCollection<string> OrderIds => _orders.Keys;

    public OrderState Order(string orderId) => _orders[orderId].State;

    public StockState Stock(string sku) => _skus[sku].State;

    public Task Define(string sku, string name = "A thing", string? description = null, bool stocked = true) =>
        Execute(sku, new DefineItem(new ItemDetails(
            name, description, new Money(250, "GBP"), ImmutableSortedDictionary<string, string>.Empty, 0,
            BackorderPolicy.Deny, stocked)));

    public Task Receive(string sku, int quantity, string location = "main") =>
        Execute(sku, new ReceiveStock(location, quantity, ReceiptStage.Received, "delivery", null, null));

    public Task Execute(string sku, StockCommand command)
    {
        var stock = Sku(sku);
        var decision = StockDecider.Decide(stock.State, command, new CommandContext("usr_staff", Now), stock.Version);
        Assert.Equal(StockOutcome.Done, decision.Outcome);
        return Commit("sku/" + sku, stock, decision.Events, decision.Effects, 0, state => Fold(state, decision.Events));
    }

    /// <summary>Has a SKU open shares of these names; they hear of it with the next <see cref="Deliver"/>.</summary>
    public Task Split(string sku, params string[] shares)
    {
        var stock = Sku(sku);
        var decision = StockDecider.Split(stock.State, [.. shares], unitsMin: 1);
        Assert.NotEmpty(decision.Events);
        return Commit("sku/" + sku, stock, decision.Events, decision.Effects, 0, state => Fold(state, decision.Events));
    }

    /// <summary>Places an order; stock hears of it with the next <see cref="Deliver"/>.</summary>
    public async Task<string> Place(string? userId, params OrderLineRequest[] lines) =>
        await Place(new PlaceOrder(userId, [.. lines]));

    public async Task<string> Place(PlaceOrder command)
    {
        var number = Interlocked.Increment(ref _placed);
        var orderId = OrderId.New(
            command.PlacedAt ?? Now, [.. BitConverter.GetBytes(number).Reverse(), 0, 0, 0, 0, 0, 0]);
        var order = new Aggregate<OrderState>(OrderState.Empty(orderId));
        lock (_lock)
        {
            _orders.Add(orderId, order);
        }

        var terms = command.Lines.Select(line => line.Sku).Distinct().ToDictionary(sku => sku, TermsOf);
        var decision = OrderDecider.Place(
            orderId, command, terms, new CommandContext(command.UserId ?? "system", Now), Now, Policy);
        Assert.Equal(OrderOutcome.Done, decision.Outcome);
        await Commit(
            "order/" + orderId, order, decision.Events, decision.Effects, 0, state => Fold(state, decision.Events));
        return orderId;
    }

    public Task Execute(string orderId, OrderCommand command)
    {
        var order = _orders[orderId];
        var decision = OrderDecider.Decide(
            order.State, command, new CommandContext("usr_staff", Now), Now, Policy, order.Version);
        Assert.Equal(OrderOutcome.Done, decision.Outcome);
        return Commit(
            "order/" + orderId, order, decision.Events, decision.Effects, 0, state => Fold(state, decision.Events));
    }

    /// <summary>Hands messages on, and those they cause, until none is left.</summary>
    public async Task DeliverAll()
    {
        while (await Deliver() > 0)
        {
        }
    }

    /// <summary>Hands on what waits now: one entry for each aggregate, as a stream's batch would.</summary>
    public async Task<int> Deliver()
    {
        // As queues do: in the order of the journal, not in that in which commits were heard of.
        var waiting = _queue.OrderBy(sent => sent.Position).ToArray();
        _queue.Clear();
        await Task.WhenAll(waiting.GroupBy(item => (item.Message.Topic, item.Message.Key)).Select(group =>
            group.Key switch
            {
                (Topics.Stock, var key) when ShareKey.IsShare(key) => ToShare(key, [.. group]),
                (Topics.Stock, var key) => ToSku(key, [.. group]),
                var (_, key) => ToOrder(key, [.. group]),
            }));
        return waiting.Length;
    }

    /// <summary>Loses what waits, as no queue may.</summary>
    public void LoseMessages() => _queue.Clear();

    private Task ToSku(string sku, (long Position, JournalMessage Message)[] messages)
    {
        var stock = Sku(sku);
        var (state, events, effects) = (stock.State, new List<StockEvent>(), new List<Effects>());
        foreach (var (_, message) in messages)
        {
            var decision = StockDecider.Handle(state, (StockMessage)message.Body!, null);
            state = Fold(state, decision.Events);
            events.AddRange(decision.Events);
            effects.Add(decision.Effects);
        }

        return Commit("sku/" + sku, stock, events, Join(effects), messages[^1].Position, _ => state);
    }

    private Task ToShare(string key, (long Position, JournalMessage Message)[] messages)
    {
        if (!_shares.TryGetValue(key, out var share))
        {
            var (sku, name) = ShareKey.Split(key);
            _shares.Add(key, share = new(ShareState.Empty(sku, name)));
        }

        var batch = messages.Select(sent => (StockMessage)sent.Message.Body!);
        var decision = ShareDecider.Decide(share.State, batch, share.Version);
        return Commit(
            "sku/" + key, share, decision.Events, new Effects(decision.Messages, [], []), messages[^1].Position,
            state => decision.Events.Aggregate(state, (folded, happened) => folded.Apply(happened)));
    }

    private ItemTerms? TermsOf(string sku) => Stock(sku).Item is { } item
        ? new ItemTerms(item.UnitPrice, item.Stocked, Stock(sku).Shares?.Reserving)
        : null;

    private Task ToOrder(string orderId, (long Position, JournalMessage Message)[] messages)
    {
        var order = _orders[orderId];
        var (state, events, effects) = (order.State, new List<OrderEvent>(), new List<Effects>());
        foreach (var (_, message) in messages)
        {
            var decision = OrderDecider.Handle(state, (OrderMessage)message.Body!, Now, Policy);
            state = Fold(state, decision.Events);
            events.AddRange(decision.Events);
            effects.Add(decision.Effects);
        }

        return Commit("order/" + orderId, order, events, Join(effects), messages[^1].Position, _ => state);
    }

    private async Task Commit<TState, TEvent>(
        string stream, Aggregate<TState> aggregate, IReadOnlyList<TEvent> events, Effects effects, long consumed,
        Func<TState, TState> after)
    {
        var commit = new JournalCommit
        {
            Stream = stream,
            ExpectedVersion = aggregate.Version,
            At = Now,
            Consumed = consumed,
            Events = events switch
            {
                IReadOnlyList<StockEvent> stock => DomainJson.Encode(stock),
                IReadOnlyList<OrderEvent> order => DomainJson.Encode(order),
                IReadOnlyList<ShareEvent> share => DomainJson.Encode(share),
                _ => throw new ArgumentException("These are no events.", nameof(events)),
            },
            Messages = [.. effects.Messages.Select(sent => new JournalMessage(
                sent.Topic, sent.Key, DomainJson.EncodeBody(sent.Body), sent.Body))],
        };
        var result = await journal.Commit(commit, TestContext.Current.CancellationToken);
        Assert.Equal(CommitStatus.Committed, result.Status);
        lock (_lock)
        {
            (aggregate.State, aggregate.Version) = (after(aggregate.State), result.Version);
            for (var index = 0; index < commit.Messages.Count; index++)
            {
                _queue.Enqueue((MessagePosition.Of(result.Position, index), commit.Messages[index]));
            }
        }
    }

    private Aggregate<StockState> Sku(string sku)
    {
        lock (_lock)
        {
            if (!_skus.TryGetValue(sku, out var stock))
            {
                _skus.Add(sku, stock = new Aggregate<StockState>(StockState.Empty(sku)));
            }

            return stock;
        }
    }

    private StockState Fold(StockState state, IEnumerable<StockEvent> events) =>
        events.Aggregate(state, (folded, happened) => folded.Apply(happened, Now));

    private OrderState Fold(OrderState state, IEnumerable<OrderEvent> events) =>
        events.Aggregate(state, (folded, happened) => folded.Apply(happened, Now));

    private static Effects Join(List<Effects> effects) =>
        new([.. effects.SelectMany(effect => effect.Messages)], [], []);

    private sealed class Aggregate<TState>(TState state)
    {
        public TState State { get; set; } = state;

        public long Version { get; set; }
    }
}
