using Microsoft.Extensions.Options;
using Orleans.Runtime.Messaging;

namespace Storehouse.Clustering;

/// <summary>
/// Repeats calls whose silo died, stopped or did not answer, when a repeat does no harm: reads, and commands under
/// an idempotency key, which take effect once however often they arrive.
/// </summary>
internal sealed partial class LostCalls(
    IOptions<CallOptions> options, TimeProvider clock, ILogger<LostCalls> logger) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var started = clock.GetTimestamp();
        for (var pause = options.Value.RetryPause; ; pause = Longer(pause))
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception fault) when (
                IsLost(fault) && (WasNotCarriedOut(fault) || MayRepeat(context))
                && clock.GetElapsedTime(started) < options.Value.RetryFor)
            {
                CallMetrics.Repeated();
                LogLost(context.InterfaceName, context.MethodName, fault.GetType().Name);
            }

            await Task.Delay(pause, clock);
        }
    }

    private TimeSpan Longer(TimeSpan pause) =>
        pause * 2 < options.Value.RetryPauseMax ? pause * 2 : options.Value.RetryPauseMax;

    // Refused by a silo that is going, lost with one that died, or unanswered.
    private static bool IsLost(Exception fault) => fault is TimeoutException
        or SiloUnavailableException or OrleansMessageRejectionException or ConnectionFailedException
        or ClientNotAvailableException or GatewayTooBusyException;

    // Its subclass SiloUnavailableException leaves that open: it also tells of calls that were under way.
    private static bool WasNotCarriedOut(Exception fault) =>
        fault is ConnectionFailedException or GatewayTooBusyException
        || fault.GetType() == typeof(OrleansMessageRejectionException);

    private static bool MayRepeat(IOutgoingGrainCallContext context)
    {
        var request = context.Request;
        for (var index = 0; index < request.GetArgumentCount(); index++)
        {
            if (request.GetArgument(index) is CommandContext command)
            {
                return command.IdempotencyKey is not null;
            }
        }

        return true;
    }

    [LoggerMessage(4201, LogLevel.Warning, "A call of {Interface}.{Method} was lost ({Fault}); it is repeated")]
    private partial void LogLost(string @interface, string method, string fault);
}
