namespace Storehouse.Tests.Processes;

/// <summary>The last lines of a process, for when it ends badly.</summary>
/// <param name="log">File that every line is added to; null: none.</param>
public sealed class OutputTail(string? log = null)
{
    private const int LinesMax = 60;
    private readonly Queue<string> _lines = new();

    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            if (_lines.Count == LinesMax)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
            if (log is not null)
            {
                File.AppendAllText(log, line + '\n');
            }
        }
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }
}
