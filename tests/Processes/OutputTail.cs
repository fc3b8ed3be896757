namespace Storehouse.Tests.Processes;

/// <summary>The last lines of a process, for when it ends badly.</summary>
public sealed class OutputTail
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
