using System.Collections.Immutable;
using Storehouse.Inventory;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>A decision in the making: each event is applied as it is recorded.</summary>
internal sealed class OrderDraft(OrderState state, DateTimeOffset now, string? trace)
{
    private readonly ImmutableArray<OrderEvent>.Builder _events = ImmutableArray.CreateBuilder<OrderEvent>();
    private readonly ImmutableArray<Outgoing>.Builder _messages = ImmutableArray.CreateBuilder<Outgoing>();
    private readonly ImmutableArray<Deferred>.Builder _deferrals = ImmutableArray.CreateBuilder<Deferred>();
    private readonly ImmutableArray<string>.Builder _withdrawals = ImmutableArray.CreateBuilder<string>();

    public OrderState State { get; private set; } = state;

    public DateTimeOffset Now => now;

    public void Record(OrderEvent happened)
    {
        _events.Add(happened);
        State = State.Apply(happened, now);
    }

    /// <param name="holder">A SKU, or the key of one of its shares.</param>
    public void Send(string holder, StockMessage message) =>
        _messages.Add(new(Topics.Stock, holder, message with { Trace = trace }));

    /// <summary>Keeps a message to the order itself back until it is due.</summary>
    public void Defer(string key, DateTimeOffset dueAt, OrderMessage message) => _deferrals.Add(
        new(key, dueAt, new(Topics.Orders, State.OrderId, message with { Trace = trace })));

    public void Withdraw(string key) => _withdrawals.Add(key);

    public OrderDecision Decision() => new(
        OrderOutcome.Done,
        _events.DrainToImmutable(),
        new(_messages.DrainToImmutable(), _deferrals.DrainToImmutable(), _withdrawals.DrainToImmutable()));
}
