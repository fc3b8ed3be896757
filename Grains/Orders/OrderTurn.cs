using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>What an order makes of one batch of messages: the events and effects that go out as one entry.</summary>
internal sealed class OrderTurn(OrderState state, long consumed)
{
    private readonly List<OrderEvent> _events = [];
    private readonly EffectsBuilder _effects = new();
    private readonly TurnTrace? _trace = TurnTrace.Begin();

    public OrderState State { get; private set; } = state;

    /// <summary>Position of the last message taken.</summary>
    public long Last { get; private set; } = consumed;

    public bool ChangesNothing => _events.Count == 0 && _effects.IsEmpty;

    public IReadOnlyList<OrderEvent> Events => _events;

    public void Take(long position, OrderMessage message, OrderDecision decision, DateTimeOffset now)
    {
        _trace?.CausedBy(message);
        _trace?.Happened(decision.Events);
        Last = position;
        State = State.ApplyAll(decision.Events, now);
        _events.AddRange(decision.Events);
        _effects.Add(decision.Effects);
    }

    public JournalCommit ToCommit(string stream, long version, DateTimeOffset now) =>
        Commits.Of(stream, version, now, DomainJson.Encode(_events), _effects.Build(), _trace) with
        {
            Consumed = Last,
        };
}
