using System.Net;
using System.Security.Authentication;

namespace Storehouse.Consul;

/// <summary>The attempts at one request: how many pauses, how long, and when it is enough.</summary>
internal sealed class Attempts(ConsulOptions options, TimeProvider time, Func<double> random)
{
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _pause = options.RetryDelay;

    /// <summary>Whether another attempt may begin after the next pause.</summary>
    public bool AreLeft => time.GetElapsedTime(_started) + _pause <= options.RetryWithin;

    public static bool MayPass(Exception fault) => fault switch
    {
        TimeoutException => true,
        HttpRequestException { StatusCode: { } status } =>
            (int)status >= 500 || status == HttpStatusCode.TooManyRequests,

        // A certificate that is refused now is refused in a moment too.
        HttpRequestException { InnerException: AuthenticationException } => false,
        HttpRequestException => true,
        _ => false,
    };

    /// <summary>
    /// Does something that may be repeated without harm, until it succeeds or it is enough.
    /// </summary>
    public async Task<T> Run<T>(Func<Task<T>> attempt, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception fault) when (MayPass(fault) && AreLeft)
            {
                await Pause(cancellation);
            }
        }
    }

    public async Task Pause(CancellationToken cancellation)
    {
        // Callers that failed together come back apart.
        var pause = _pause * (0.5 + (random() / 2));
        _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, options.RetryDelayMax.Ticks));
        await Task.Delay(pause, time, cancellation);
    }
}
