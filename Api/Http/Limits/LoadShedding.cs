using Microsoft.Extensions.Options;

namespace Storehouse.Http.Limits;

/// <summary>
/// Answers 503 to what comes beyond what the process can work on, before it costs anything: what was let in is done,
/// and in good time.
/// </summary>
internal sealed class LoadShedding
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private readonly InFlight _inFlight;
    private readonly TimeProvider _clock;

    public LoadShedding(IOptions<LoadOptions> options, TimeProvider clock)
    {
        var (min, max, lateAfter) =
            (options.Value.InFlightMin, options.Value.InFlightMax, options.Value.LateAfter);
        _inFlight = new InFlight(min, max, lateAfter, clock);
        _clock = clock;
    }

    /// <summary>
    /// An answer that goes on for long, such as a live feed, is not counted any more; it has a bound of its own.
    /// </summary>
    public static void Leave(HttpContext context) => context.Features.Get<Place>()?.Leave();

    public Task Check(HttpContext context, RequestDelegate next)
    {
        if (Spared.Is(context.Request.Path))
        {
            return next(context);
        }

        if (_inFlight.TryEnter())
        {
            return Serve(context, next);
        }

        HttpMetrics.TurnedAway();
        return Problems.Of(
            ProblemKinds.Overloaded, "More requests are at work than can be. Nothing was done about this one.")
            .RetryAfter(Wait)
            .ExecuteAsync(context);
    }

    private async Task Serve(HttpContext context, RequestDelegate next)
    {
        var place = new Place(_inFlight);
        context.Features.Set(place);
        var entered = _clock.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            place.Leave(entered);
        }
    }

    /// <summary>A request's place among those at work; left once.</summary>
    private sealed class Place(InFlight inFlight)
    {
        private bool _hasLeft;

        public void Leave()
        {
            if (!_hasLeft)
            {
                _hasLeft = true;
                inFlight.Leave();
            }
        }

        public void Leave(long entered)
        {
            if (!_hasLeft)
            {
                _hasLeft = true;
                inFlight.Leave(entered);
            }
        }
    }
}
