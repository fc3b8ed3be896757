using System.Diagnostics;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Orders;

namespace Storehouse.Journaling;

/// <summary>The trace context that messages carry through the journal, as W3C Trace Context has it.</summary>
internal static class MessageTrace
{
    /// <summary>Whether this process records any trace.</summary>
    public static bool IsOn => JournalTracing.Source.HasListeners();

    /// <summary>The place of a message in its trace; null when that trace is not recorded.</summary>
    public static ActivityContext? Of(object message) => message switch
    {
        StockMessage m => Of(m.Trace, m.TraceState),
        OrderMessage m => Of(m.Trace, m.TraceState),
        WaitingOrder m => Of(m.Trace, m.TraceState),
        _ => null,
    };

    public static ActivityContext? Of(string? traceparent, string? state) =>
        ActivityContext.TryParse(traceparent, state, isRemote: true, out var context)
        && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? context
            : null;

    /// <summary>The message, to be gone on with from a span.</summary>
    public static object Continue(object message, Activity span) => message switch
    {
        StockMessage m => m with { Trace = span.Id, TraceState = span.TraceStateString },
        OrderMessage m => m with { Trace = span.Id, TraceState = span.TraceStateString },
        WaitingOrder m => m with { Trace = span.Id, TraceState = span.TraceStateString },
        _ => message,
    };
}
