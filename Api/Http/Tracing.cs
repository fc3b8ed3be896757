using System.Diagnostics;

namespace Storehouse.Http;

/// <summary>W3C trace context of a request: taken from its <c>traceparent</c>, or begun here.</summary>
public static class Tracing
{
    public const string Header = "Trace-Id";

    /// <summary>The 32 hex digits that logs, problems and the <c>Trace-Id</c> header share.</summary>
    public static string? CurrentTraceId => Activity.Current?.TraceId.ToHexString();

    /// <summary>The request's place in its trace, in the form of a <c>traceparent</c>.</summary>
    public static string? Traceparent => Activity.Current?.Id;

    /// <summary>What vendors keep in the trace's <c>tracestate</c>; null for nothing.</summary>
    public static string? TraceState => Activity.Current?.TraceStateString;

    /// <summary>The trace id in a W3C traceparent; null when there is none.</summary>
    public static string? TraceIdOf(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, out var context) ? context.TraceId.ToHexString() : null;

    /// <summary>The server begins an activity only while somebody listens; answers need one always.</summary>
    internal static async Task Begin(HttpContext context, RequestDelegate next)
    {
        if (Activity.Current is not null)
        {
            await next(context);
            return;
        }

        using var own = new Activity("request");
        var headers = context.Request.Headers;
        if (ActivityContext.TryParse(headers.TraceParent, headers.TraceState, out var parent))
        {
            own.SetParentId(parent.TraceId, parent.SpanId, parent.TraceFlags);
            own.TraceStateString = parent.TraceState;
        }

        own.Start();
        await next(context);
    }
}
