using Storehouse.Events;

namespace Storehouse.Webhooks.Delivery;

/// <summary>An event on its way to a webhook.</summary>
internal sealed class WaitingEvent(EventPlace place, string subject, string type)
{
    public EventPlace Place => place;

    public string Subject => subject;

    public string Type => type;

    public EventState State { get; set; }

    public DateTimeOffset DueAt { get; set; }

    /// <summary>It failed, or stands behind one that did: it is remembered by itself, not by the cursor.</summary>
    public bool IsParked { get; set; }

    /// <summary>Held only until it is sent for the first time; read again from the journal after that.</summary>
    public CloudEvent? Event { get; set; }
}

/// <summary>
/// The events on their way to one webhook, in a lane for each order and SKU: only the first of a lane is sent, so
/// that none overtakes another, and the lanes do not wait for each other.
/// </summary>
internal sealed class Lanes
{
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly SortedSet<Lane> _idle = new(Comparer<Lane>.Create((one, other) => one.CompareTo(other)));
    private readonly SortedSet<EventPlace> _open = new(Comparer<EventPlace>.Create(Compare));

    /// <summary>Events that no attempt has failed for and that are behind none such.</summary>
    public int Open => _open.Count;

    public int Parked { get; private set; }

    public int Count => Open + Parked;

    /// <summary>The first event that the cursor must not pass.</summary>
    public EventPlace? FirstOpen => _open.Count == 0 ? null : _open.Min;

    /// <summary>When the next lane may send; null when none waits.</summary>
    public DateTimeOffset? NextDue => _idle.Min?.DueAt;

    /// <summary>Adds an event at the end of its lane.</summary>
    /// <returns>
    /// False when it is there already, or was done with before one of its lane that is: after a crash, what is read
    /// again from the cursor on.
    /// </returns>
    public bool Add(WaitingEvent waiting)
    {
        if (!_lanes.TryGetValue(waiting.Subject, out var lane))
        {
            _lanes.Add(waiting.Subject, lane = new());
        }

        var last = lane.Events.LastOrDefault();
        if (last is not null && Compare(waiting.Place, last.Place) <= 0)
        {
            return false;
        }

        waiting.IsParked |= last is { IsParked: true };
        lane.Events.Add(waiting);
        if (waiting.IsParked)
        {
            Parked++;
        }
        else
        {
            _open.Add(waiting.Place);
        }

        if (last is null)
        {
            MakeIdle(lane);
        }

        return true;
    }

    /// <summary>Takes the event that is due first; it stays the first of its lane until it is finished.</summary>
    public WaitingEvent? Start(DateTimeOffset now)
    {
        if (_idle.Min is not { } lane || lane.DueAt > now)
        {
            return null;
        }

        _idle.Remove(lane);
        return lane.Events[0];
    }

    /// <summary>The event that was started is done with; the next one of its lane has its turn.</summary>
    public void Finish(WaitingEvent started)
    {
        var lane = _lanes[started.Subject];
        lane.Events.RemoveAt(0);
        if (started.IsParked)
        {
            Parked--;
        }
        else
        {
            _open.Remove(started.Place);
        }

        if (lane.Events.Count == 0)
        {
            _lanes.Remove(started.Subject);
        }
        else
        {
            MakeIdle(lane);
        }
    }

    /// <summary>The event that was started waits for another attempt, and all of its lane behind it.</summary>
    /// <returns>Those that were not parked before.</returns>
    public List<WaitingEvent> Park(WaitingEvent started, DateTimeOffset dueAt)
    {
        var lane = _lanes[started.Subject];
        started.DueAt = dueAt;
        started.Event = null;
        var parked = lane.Events.Where(waiting => !waiting.IsParked).ToList();
        foreach (var waiting in parked)
        {
            waiting.IsParked = true;
            waiting.Event = null;
            _open.Remove(waiting.Place);
            Parked++;
        }

        MakeIdle(lane);
        return parked;
    }

    /// <summary>Whatever waits for another attempt is due now.</summary>
    public void Revive(DateTimeOffset now)
    {
        var idle = _idle.ToArray();
        _idle.Clear();
        foreach (var lane in idle)
        {
            var first = lane.Events[0];
            first.DueAt = first.DueAt < now ? first.DueAt : now;
            MakeIdle(lane);
        }
    }

    private static int Compare(EventPlace one, EventPlace other) =>
        one.Position != other.Position
            ? one.Position.CompareTo(other.Position)
            : one.Index.CompareTo(other.Index);

    private void MakeIdle(Lane lane)
    {
        lane.DueAt = lane.Events[0].DueAt;
        _idle.Add(lane);
    }

    private sealed class Lane : IComparable<Lane>
    {
        public List<WaitingEvent> Events { get; } = [];

        public DateTimeOffset DueAt { get; set; }

        public int CompareTo(Lane? other)
        {
            var byTime = DueAt.CompareTo(other!.DueAt);
            return byTime != 0 ? byTime : Compare(Events[0].Place, other.Events[0].Place);
        }
    }
}
