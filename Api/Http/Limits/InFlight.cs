namespace Storehouse.Http.Limits;

/// <summary>
/// The bound on requests at work. It adapts to what the process can do now: a fixed one would be too low for a fast
/// machine or too high for a slow one.
/// </summary>
internal sealed class InFlight
{
    private const int AnswersPerLook = 20;
    private const double Down = 0.8;
    private const double Up = 1.1;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private readonly int _min;
    private readonly int _max;
    private readonly TimeSpan _lateAfter;
    private readonly TimeProvider _clock;
    private int _count;
    private int _peak;
    private int _answers;
    private int _late;
    private long _lookedAt;
    private volatile int _limit;

    public InFlight(int min, int max, TimeSpan lateAfter, TimeProvider clock)
    {
        (_min, _max, _lateAfter, _clock) = (min, max, lateAfter, clock);
        (_limit, _lookedAt) = (max, clock.GetTimestamp());
    }

    /// <summary>Requests at work now.</summary>
    public int Count => Volatile.Read(ref _count);

    public int Limit => _limit;

    public bool TryEnter()
    {
        var count = Interlocked.Increment(ref _count);
        if (count > _limit)
        {
            Interlocked.Decrement(ref _count);
            _peak = _limit;
            return false;
        }

        if (count > _peak)
        {
            // A peak lost to a race is found again by the next request.
            _peak = count;
        }

        return true;
    }

    public void Leave() => Interlocked.Decrement(ref _count);

    /// <param name="entered">When it came.</param>
    public void Leave(long entered)
    {
        Leave();
        var now = _clock.GetTimestamp();
        if (_clock.GetElapsedTime(entered, now) > _lateAfter)
        {
            Interlocked.Increment(ref _late);
        }

        var lookedAt = Volatile.Read(ref _lookedAt);
        if (Interlocked.Increment(ref _answers) >= AnswersPerLook
            && _clock.GetElapsedTime(lookedAt, now) >= LookEvery
            && Interlocked.CompareExchange(ref _lookedAt, now, lookedAt) == lookedAt)
        {
            Look(Interlocked.Exchange(ref _answers, 0), Interlocked.Exchange(ref _late, 0));
        }
    }

    private void Look(int answers, int late)
    {
        var (limit, peak) = (_limit, Interlocked.Exchange(ref _peak, Count));
        if (late * 2 > answers)
        {
            _limit = Math.Max(_min, (int)(Math.Min(limit, peak) * Down));
        }
        else if (peak >= limit)
        {
            _limit = Math.Min(_max, (int)Math.Ceiling(limit * Up));
        }
    }
}
