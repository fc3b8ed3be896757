using System.Diagnostics;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Orders;

namespace Storehouse.Journaling;

/// <summary>The trace context that messages carry through the journal, as W3C Trace Context has it.</summary>
internal static class MessageTrace
{
    // Of the two hexadecimal digits of the flags, the one whose lowest bit says that the trace is recorded.
    private const int FlagsEnd = 54;

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
        MayBeRecorded(traceparent)
        && ActivityContext.TryParse(traceparent, state, isRemote: true, out var context)
        && context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? context
            : null;

    // Asked of every message of every order, and nearly always no: one digit tells, before the rest is read.
    private static bool MayBeRecorded(string? traceparent) =>
        traceparent is { Length: > FlagsEnd } && "13579bdf".Contains(traceparent[FlagsEnd], StringComparison.Ordinal);

    /// <summary>The message, to be gone on with from a span.</summary>
    public static object Continue(object message, Activity span) => message switch
    {
        StockMessage m => m with { Trace = span.Id, TraceState = span.TraceStateString },
        OrderMessage m => m with { Trace = span.Id, TraceState = span.TraceStateString },
        WaitingOrder m => m with { Trace = span.Id, TraceState = span.TraceStateString },
        _ => message,
    };
}
