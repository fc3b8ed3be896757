using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Tests.Simulation;

/// <summary>
/// Orders and SKUs as their grains run them, but in one thread and in any order of delivery: each aggregate's
/// state is folded from its own log, and everything that passes between them is stored JSON.
/// </summary>
internal sealed class House
{
    private readonly Dictionary<(string Topic, string Key), Mailbox> _mail = [];
    private readonly List<(DateTimeOffset DueAt, string Owner, string Key, Outgoing Message)> _timers = [];
    private readonly Dictionary<string, ItemTerms> _terms = [];
    private long _position;

    public Dictionary<string, OrderState> Orders { get; } = [];

    public Dictionary<string, List<byte[]>> OrderLogs { get; } = [];

    public Dictionary<string, StockState> Stock { get; } = [];

    public Dictionary<string, List<byte[]>> StockLogs { get; } = [];

    /// <summary>Shares of SKUs, by their keys.</summary>
    public Dictionary<string, ShareState> Shares { get; } = [];

    public Dictionary<string, List<byte[]>> ShareLogs { get; } = [];

    /// <summary>Requests that wait for shares to give back what they hold, by SKU, first come first.</summary>
    public Dictionary<string, List<ReserveStock>> Parked { get; } = [];

    /// <summary>Answers that orders were sent, by order and SKU.</summary>
    public Dictionary<(string Order, string Sku), int> Answers { get; } = [];

    /// <summary>What happened to SKUs and shares, event by event.</summary>
    public List<Type> Happened { get; } = [];

    /// <summary>Orders that wait, by SKU, first come first.</summary>
    public Dictionary<string, List<WaitingOrder>> Waiting { get; } = [];

    public DateTimeOffset Now { get; private set; } = Given.Now;

    public IReadOnlyList<(string Topic, string Key)> WithMail => [.. _mail.Where(box => box.Value.HasNews)
        .Select(box => box.Key).OrderBy(key => key.Topic + key.Key, StringComparer.Ordinal)];

    public void Define(string sku, ItemDetails item)
    {
        Stock.Add(sku, StockState.Empty(sku));
        StockLogs.Add(sku, []);
        Waiting.Add(sku, []);
        Parked.Add(sku, []);
        Execute(sku, new DefineItem(item));
        ReadTerms(sku);
    }

    /// <summary>Brings what orders believe of a SKU up to date.</summary>
    public void ReadTerms(string sku) => _terms[sku] = new(
        Stock[sku].Item!.UnitPrice, Stock[sku].Item!.Stocked, Stock[sku].Shares?.Reserving);

    public void Split(string sku, int shares)
    {
        var names = Enumerable.Range(0, shares).Select(number => $"{Stock[sku].Splits + 1}.{number}");
        Commit(sku, StockDecider.Split(Stock[sku], [.. names], unitsMin: 1));
    }

    public StockOutcome Execute(string sku, StockCommand command)
    {
        var decision = StockDecider.Decide(Stock[sku], command, Given.Context(), StockLogs[sku].Count);
        Commit(sku, decision);
        return decision.Outcome;
    }

    public OrderOutcome Place(string orderId, PlaceOrder command)
    {
        var terms = command.Lines.Select(line => line.Sku).Distinct().ToDictionary(
            sku => sku,
            ItemTerms? (sku) => _terms[sku]);
        var decision = OrderDecider.Place(orderId, command, terms, Given.Context(), Now, Given.Policy);
        if (decision.Outcome == OrderOutcome.Done)
        {
            Orders.Add(orderId, OrderState.Empty(orderId));
            OrderLogs.Add(orderId, []);
            Commit(orderId, decision);
        }

        return decision.Outcome;
    }

    public OrderOutcome Execute(string orderId, OrderCommand command)
    {
        var decision = OrderDecider.Decide(
            Orders[orderId], command, Given.Context(), Now, Given.Policy, OrderLogs[orderId].Count);
        Commit(orderId, decision);
        return decision.Outcome;
    }

    public void Deliver((string Topic, string Key) to, int max, int again)
    {
        if (to.Topic == Topics.Stock && ShareKey.IsShare(to.Key))
        {
            var batch = new List<StockMessage>();
            _mail[to].Deliver(max, again, body => batch.Add(DomainJson.DecodeStockMessage(body)));
            TakeAll(to.Key, batch);
            return;
        }

        _mail[to].Deliver(max, again, to.Topic == Topics.Orders
            ? body => Take(to.Key, DomainJson.DecodeOrderMessage(body))
            : body => Take(to.Key, DomainJson.DecodeStockMessage(body)));
    }

    /// <summary>Serves a page of those who wait, as a grain does after its turn.</summary>
    public void Fill(string sku, int page)
    {
        if (Stock[sku].CanResume)
        {
            Commit(sku, StockDecider.Resume(Stock[sku], [.. Parked[sku].Take(page)]));
        }

        if (Stock[sku].CanFill)
        {
            Commit(sku, StockDecider.Fill(Stock[sku], [.. Waiting[sku].Take(page)]));
        }
    }

    public void PassTime(TimeSpan time)
    {
        Now += time;
        foreach (var timer in _timers.Where(timer => timer.DueAt <= Now).ToList())
        {
            _timers.Remove(timer);
            Send(timer.Message);
        }
    }

    /// <summary>An order and a SKU are read again from what is stored.</summary>
    public void Restart(string orderId, string sku)
    {
        Orders[orderId] = OrderLogs[orderId].SelectMany(entry => DomainJson.DecodeOrderEvents(entry))
            .Aggregate(OrderState.Empty(orderId), (state, happened) => state.Apply(happened, Now));
        Stock[sku] = StockState.From(
            sku, DomainJson.DecodeStockSnapshot(DomainJson.Encode(Stock[sku].ToSnapshot())));
    }

    private void TakeAll(string share, List<StockMessage> batch)
    {
        if (!Shares.TryGetValue(share, out var state))
        {
            var (sku, name) = ShareKey.Split(share);
            state = ShareState.Empty(sku, name);
            ShareLogs.Add(share, []);
        }

        var decision = ShareDecider.Decide(state, batch, ShareLogs[share].Count);
        ShareLogs[share].Add(decision.Events.IsEmpty ? [] : DomainJson.Encode(decision.Events));
        Happened.AddRange(decision.Events.Select(happened => happened.GetType()));
        Shares[share] = decision.Events.Aggregate(state, (folded, happened) => folded.Apply(happened));
        foreach (var message in decision.Messages)
        {
            Send(message);
        }
    }

    private void Take(string orderId, OrderMessage message) =>
        Commit(orderId, OrderDecider.Handle(Orders[orderId], message, Now, Given.Policy));

    private void Take(string sku, StockMessage message)
    {
        var waiting = message is WithdrawBackorder withdraw
            ? Waiting[sku].Find(order => order.OrderId == withdraw.OrderId)
            : null;
        Commit(sku, StockDecider.Handle(Stock[sku], message, waiting));
    }

    private void Commit(string orderId, OrderDecision decision)
    {
        if (!decision.Events.IsEmpty)
        {
            OrderLogs[orderId].Add(DomainJson.Encode(decision.Events));
            Orders[orderId] = Orders[orderId].ApplyAll(decision.Events, Now);
        }

        _timers.RemoveAll(
            timer => timer.Owner == orderId && decision.Effects.Withdrawals.Contains(timer.Key));
        _timers.AddRange(decision.Effects.Deferrals.Select(
            deferral => (deferral.DueAt!.Value, orderId, deferral.Key, deferral.Message)));
        foreach (var message in decision.Effects.Messages)
        {
            Send(message);
        }
    }

    private void Commit(string sku, StockDecision decision)
    {
        if (!decision.Events.IsEmpty)
        {
            StockLogs[sku].Add(DomainJson.Encode(decision.Events));
        }

        foreach (var happened in decision.Events)
        {
            Stock[sku] = Stock[sku].Apply(happened, Now);
            Happened.Add(happened.GetType());
            HouseAudit.AssertMayHappen(this, sku, happened);
        }

        var waiting = Waiting[sku];
        waiting.RemoveAll(order => decision.Effects.Withdrawals.Contains(order.OrderId));
        Parked[sku].RemoveAll(request =>
            decision.Effects.Withdrawals.Contains(StockDecider.ParkedPrefix + request.OrderId));
        foreach (var deferral in decision.Effects.Deferrals)
        {
            if (deferral.Key.StartsWith(StockDecider.ParkedPrefix, StringComparison.Ordinal))
            {
                var parked = DomainJson.DecodeStockMessage(DomainJson.EncodeBody(deferral.Message.Body));
                Parked[sku].Add((ReserveStock)parked);
                continue;
            }

            var order = DomainJson.DecodeWaitingOrder(DomainJson.EncodeBody(deferral.Message.Body));
            var place = waiting.FindIndex(earlier => earlier.OrderId == deferral.Key);
            if (place < 0)
            {
                waiting.Add(order);
            }
            else
            {
                waiting[place] = order;
            }
        }

        foreach (var message in decision.Effects.Messages)
        {
            Send(message);
        }
    }

    private void Send(Outgoing message)
    {
        var to = (message.Topic, message.Key);
        if (!_mail.TryGetValue(to, out var box))
        {
            _mail.Add(to, box = new());
        }

        var answers = message.Body is StockWasReserved or StockWasRefused;
        if (answers)
        {
            var sku = (message.Body as StockWasReserved)?.Sku ?? ((StockWasRefused)message.Body).Shortages[0].Sku;
            Answers[(message.Key, sku)] = Answers.GetValueOrDefault((message.Key, sku)) + 1;
        }

        box.Add(++_position, DomainJson.EncodeBody(message.Body));
    }
}
