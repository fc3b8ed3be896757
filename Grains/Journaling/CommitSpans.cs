using System.Diagnostics;
using Storehouse.Journal;

namespace Storehouse.Journaling;

/// <summary>
/// The spans of one commit: one in each recorded trace, since one entry may serve many requests. The messages of
/// the entry go on from there, in this process or another, now or after a restart.
/// </summary>
internal sealed class CommitSpans
{
    private readonly List<Activity> _spans = [];

    private CommitSpans()
    {
    }

    public IReadOnlyList<Activity> All => _spans;

    /// <returns>Null when the commit is of no recorded trace.</returns>
    public static CommitSpans? Begin(string stream, TurnTrace trace, Effects effects)
    {
        var spans = new CommitSpans();
        var around = Activity.Current;
        foreach (var cause in trace.Causes)
        {
            spans.Add(around is not null && around.TraceId == cause.TraceId ? around.Context : cause);
        }

        // Those whom the turn answers although it was not them who caused it, such as orders that waited.
        foreach (var message in effects.Messages)
        {
            spans.AddOf(message.Body);
        }

        foreach (var deferral in effects.Deferrals)
        {
            spans.AddOf(deferral.Message.Body);
        }

        Activity.Current = around;
        foreach (var span in spans._spans)
        {
            span.SetTag("storehouse.stream", stream);
            span.SetTag("storehouse.events", trace.Events.ToArray());
        }

        return spans._spans.Count == 0 ? null : spans;
    }

    /// <summary>The message, as part of this commit.</summary>
    public object Continue(object message) =>
        MessageTrace.Of(message) is { } context && Find(context.TraceId) is { } span
            ? MessageTrace.Continue(message, span)
            : message;

    private void AddOf(object message)
    {
        if (MessageTrace.Of(message) is { } context)
        {
            Add(context);
        }
    }

    private void Add(ActivityContext parent)
    {
        if (Find(parent.TraceId) is { } known)
        {
            // Two answers to one order, taken in together.
            if (known.ParentSpanId != parent.SpanId)
            {
                known.AddLink(new(parent));
            }
        }
        else if (JournalTracing.Source.StartActivity("journal commit", ActivityKind.Producer, parent) is { } span)
        {
            _spans.Add(span);
        }
    }

    private Activity? Find(ActivityTraceId trace)
    {
        foreach (var span in _spans)
        {
            if (span.TraceId == trace)
            {
                return span;
            }
        }

        return null;
    }
}
