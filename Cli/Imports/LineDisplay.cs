using Storehouse.Cli.Client;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Imports;

/// <summary>A line now and then, for logs: nothing moves and nothing is coloured.</summary>
internal sealed class LineDisplay(Terminal terminal, TimeProvider time) : IImportDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private long? _lastAt;

    public void Sending(ImportFile file, long sent, Pace pace) =>
        Line(() => $"Sending {file.Name}: {ImportFigures.Sending(file, sent, pace)}", sent >= file.Length);

    public void Importing(Import import, Pace pace) =>
        Line(() => $"Importing {import.Kind}: {ImportFigures.Importing(import, pace)}", import.IsOver);

    private void Line(Func<string> text, bool isLast)
    {
        if (!isLast && _lastAt is { } at && time.GetElapsedTime(at) < Interval)
        {
            return;
        }

        terminal.Note(text());
        _lastAt = isLast ? null : time.GetTimestamp();
    }
}
