using System.Diagnostics;

namespace Storehouse.Journal;

/// <summary>Spans of what is committed to a journal and delivered from it.</summary>
public static class JournalTracing
{
    public const string SourceName = "Storehouse.Journal";

    public static ActivitySource Source { get; } = new(SourceName);
}
