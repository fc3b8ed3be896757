using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>
/// What a SKU makes of one command or one batch of messages: events and effects that go out as one entry.
/// </summary>
internal sealed class StockTurn(StockProgress progress)
{
    private readonly List<StockEvent> _events = [];
    private readonly EffectsBuilder _effects = new();
    private readonly TurnTrace? _trace = TurnTrace.Begin();

    public StockState State { get; private set; } = progress.State;

    /// <summary>Position of the last message taken.</summary>
    public long Last { get; private set; } = progress.Consumed;

    public bool ChangesNothing => _events.Count == 0 && _effects.IsEmpty;

    /// <summary>What the turn is about to take, or the command it is for.</summary>
    public void CausedBy(StockMessage message) => _trace?.CausedBy(message);

    public void CausedBy(CommandContext command) => _trace?.CausedBy(command);

    public void Take(long position, StockDecision decision, DateTimeOffset now)
    {
        Last = position;
        _trace?.Happened(decision.Events);
        foreach (var happened in decision.Events)
        {
            State = State.Apply(happened, now);
            _events.Add(happened);
        }

        _effects.Add(decision.Effects);
    }

    /// <summary>Whether this turn itself has settled what waits under a key.</summary>
    /// <param name="waiting">What waits now; null when it was withdrawn.</param>
    public bool Deferred(string key, out WaitingOrder? waiting) => _effects.TryGetWaiting(key, out waiting);

    public JournalCommit ToCommit(string stream, DateTimeOffset now)
    {
        if (_events.Count > 0 && State.CanServe)
        {
            // Serving those who wait is the next commit; should the process die before it, this message asks
            // for it again.
            _effects.Add(new([new(Topics.Stock, State.Sku, new FillBackorders())], [], []));
        }

        var events = _events.Count == 0 ? default(ReadOnlyMemory<byte>) : DomainJson.Encode(_events);
        return Commits.Of(stream, progress.Version, now, events, _effects.Build(), _trace) with
        {
            Consumed = Last == progress.Consumed ? 0 : Last,
        };
    }

    public StockProgress After(long version) => ChangesNothing ? progress : new(State, version, Last);
}
