using System.Diagnostics;

namespace Storehouse.Telemetry;

/// <summary>
/// Spans of grain calls, in traces that are recorded and in no others. Orleans' own propagation begins an activity
/// for every call, which costs more than all other telemetry together.
/// </summary>
internal sealed class GrainCallSpans : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string TraceKey = "traceparent";
    private const string StateKey = "tracestate";
    private static readonly ActivitySource Source = new("Storehouse.GrainCalls");

    public Task Invoke(IOutgoingGrainCallContext context) =>
        Activity.Current is { Recorded: true } around ? Call(context, around) : context.Invoke();

    public Task Invoke(IIncomingGrainCallContext context) =>
        RequestContext.Get(TraceKey) is string trace
        && ActivityContext.TryParse(trace, RequestContext.Get(StateKey) as string, isRemote: true, out var caller)
            ? Serve(context, caller)
            : context.Invoke();

    private static async Task Call(IOutgoingGrainCallContext context, Activity around)
    {
        using var span = Start(context, ActivityKind.Client, around.Context);
        RequestContext.Set(TraceKey, (span ?? around).Id!);
        if ((span ?? around).TraceStateString is { } state)
        {
            RequestContext.Set(StateKey, state);
        }

        await Invoke(context, span);
    }

    private static async Task Serve(IIncomingGrainCallContext context, ActivityContext caller)
    {
        using var span = Start(context, ActivityKind.Server, caller);
        await Invoke(context, span);
    }

    private static async Task Invoke(IGrainCallContext context, Activity? span)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception fault)
        {
            span?.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
            throw;
        }
    }

    private static Activity? Start(IGrainCallContext context, ActivityKind kind, ActivityContext parent)
    {
        var service = context.InterfaceName;
        var name = $"{service[(service.LastIndexOf('.') + 1)..]}/{context.MethodName}";
        var span = Source.StartActivity(name, kind, parent);
        span?.SetTag("rpc.system.name", "orleans");
        span?.SetTag("rpc.method", $"{service}/{context.MethodName}");
        span?.SetTag("orleans.rpc.target_id", context.TargetId.ToString());
        return span;
    }
}
