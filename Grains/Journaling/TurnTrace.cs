using System.Diagnostics;

namespace Storehouse.Journaling;

/// <summary>
/// The recorded traces that one turn of a grain takes part in: of a command, or of a batch of messages.
/// </summary>
internal sealed class TurnTrace
{
    private readonly List<ActivityContext> _causes = [];
    private readonly List<string> _events = [];

    private TurnTrace()
    {
    }

    public IReadOnlyList<ActivityContext> Causes => _causes;

    /// <summary>Kinds of events that the turn decided.</summary>
    public IReadOnlyList<string> Events => _events;

    /// <returns>Null when no trace is recorded here at all, which then costs nothing.</returns>
    public static TurnTrace? Begin() => MessageTrace.IsOn ? new() : null;

    public static TurnTrace? Of<TEvent>(CommandContext context, IEnumerable<TEvent> events)
        where TEvent : notnull
    {
        var trace = Begin();
        trace?.CausedBy(context);
        trace?.Happened(events);
        return trace;
    }

    public void CausedBy(CommandContext command) => Add(MessageTrace.Of(command.Trace, command.TraceState));

    public void CausedBy(object message) => Add(MessageTrace.Of(message));

    public void Happened<TEvent>(IEnumerable<TEvent> events)
        where TEvent : notnull
    {
        foreach (var happened in events)
        {
            _events.Add(happened.GetType().Name);
        }
    }

    private void Add(ActivityContext? cause)
    {
        if (cause is { } context)
        {
            _causes.Add(context);
        }
    }
}
