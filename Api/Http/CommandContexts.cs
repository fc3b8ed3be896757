namespace Storehouse.Http;

/// <summary>Hands the circumstances of a request on to the grains.</summary>
public static class CommandContexts
{
    public static CommandContext Command(
        this HttpContext context, Caller caller, IdempotencyKey? key = null, long? ifVersion = null) =>
        context.Command(caller.Id, key, ifVersion);

    public static CommandContext Command(
        this HttpContext context, string actor, IdempotencyKey? key = null, long? ifVersion = null) => new(
            actor,
            context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            key?.Scoped,
            key?.Fingerprint,
            ifVersion,
            Tracing.Traceparent,
            TraceState: Tracing.TraceState);
}
