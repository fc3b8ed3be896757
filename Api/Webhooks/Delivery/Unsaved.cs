using Storehouse.Events;
using Storehouse.Webhooks.Sending;
using Storehouse.Webhooks.Store;
using EventId = Storehouse.Events.EventId;

namespace Storehouse.Webhooks.Delivery;

/// <summary>What a run has to remember and has not written yet. One write at a time takes all there is.</summary>
internal sealed class Unsaved(WebhookTurn turn, DeliveryStore store)
{
    private const long PurgeEvery = 1_000;

    /// <summary>A cursor that only passes what nobody asked for is worth few writes.</summary>
    public static readonly TimeSpan CursorEvery = TimeSpan.FromSeconds(1);

    private readonly Dictionary<EventPlace, WaitingEvent> _parked = [];
    private readonly List<EventPlace> _done = [];
    private readonly List<LoggedAttempt> _attempts = [];
    private EventPlace _savedAfter = turn.Progress.After;
    private EndpointState _savedEndpoint = turn.Progress.Endpoint;
    private DateTimeOffset _savedAt;
    private long _made = turn.AttemptsMade;
    private long _purgedAt = turn.AttemptsMade;

    public int Count => _attempts.Count;

    /// <summary>The write under way, if any.</summary>
    public Task Saving { get; private set; } = Task.CompletedTask;

    public bool IsBehind(EventPlace cursor) => cursor != _savedAfter;

    public void Park(WaitingEvent waiting) => _parked[waiting.Place] = waiting;

    public void Done(WaitingEvent waiting)
    {
        _parked.Remove(waiting.Place);
        if (waiting.IsParked)
        {
            _done.Add(waiting.Place);
        }
    }

    public void Log(EndedAttempt ended, Sent sent, DeliveryDecision decision, DateTimeOffset now) =>
        _attempts.Add(new(
            ++_made,
            EventId.Of(ended.Waiting.Place),
            ended.Waiting.Type,
            ended.Waiting.Subject,
            decision.Event.Attempts,
            now - ended.Duration,
            ended.Duration,
            decision.Verdict switch
            {
                DeliveryVerdict.Delivered => LoggedOutcome.Delivered,
                DeliveryVerdict.GiveUp => LoggedOutcome.GivenUp,
                _ => LoggedOutcome.Failed,
            },
            sent.Status,
            sent.Error,
            decision.DueAt));

    /// <summary>Begins to write, unless a write is under way or there is nothing to write.</summary>
    /// <param name="waits">Whether to wait for the writing to end.</param>
    /// <exception cref="TurnEndedException"/>
    public async Task Save(
        EventPlace after, EndpointState endpoint, DisabledReason? disable, DateTimeOffset now, bool waits = false)
    {
        if (!waits && !Saving.IsCompleted)
        {
            return;
        }

        await Saving;
        if (endpoint == _savedEndpoint && disable is null && _attempts.Count + _parked.Count + _done.Count == 0
            && (after == _savedAfter || !(waits || now - _savedAt >= CursorEvery)))
        {
            return;
        }

        var save = new DeliverySave(
            after, endpoint, [.. _parked.Values.Select(Copy)], [.. _done], [.. _attempts], disable, now);
        _parked.Clear();
        _done.Clear();
        _attempts.Clear();
        (_savedAfter, _savedEndpoint, _savedAt) = (after, endpoint, now);
        Saving = Task.Run(() => Write(save));
        if (waits)
        {
            await Saving;
        }
    }

    private async Task Write(DeliverySave save)
    {
        await store.Save(turn, save);
        if (_made - _purgedAt >= PurgeEvery)
        {
            _purgedAt = _made;
            await store.Purge(turn.Webhook.Id, _made);
        }
    }

    // The run goes on changing its own while this one is written.
    private static WaitingEvent Copy(WaitingEvent waiting) => new(waiting.Place, waiting.Subject, waiting.Type)
    {
        State = waiting.State,
        DueAt = waiting.DueAt,
    };
}
