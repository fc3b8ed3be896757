using OpenTelemetry.Trace;

namespace Storehouse.Telemetry;

/// <summary>
/// Records so many traces a second, at most: all of them while there is little to do, and no more than that under
/// load, when each costs most.
/// </summary>
internal sealed class RateSampler(int perSecond, TimeProvider clock) : Sampler
{
    private readonly Lock _lock = new();
    private double _left = perSecond;
    private long _filledAt = clock.GetTimestamp();

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(Take() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    private bool Take()
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var refill = clock.GetElapsedTime(_filledAt, now).TotalSeconds * perSecond;
            _left = Math.Min(perSecond, _left + refill);
            _filledAt = now;
            if (_left < 1)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
