namespace Storehouse.Imports.Reading;

/// <summary>Rows with one key that follow each other.</summary>
internal sealed class RowRun(string? key, FileRow first)
{
    /// <summary>Unreadable rows in a row that are still taken for a part of the order around them.</summary>
    private const int UnreadableMax = 100;

    private readonly List<FileRow> _rows = [first];

    public string? Key => key;

    /// <summary>The first of its rows, up to a limit.</summary>
    public IReadOnlyList<FileRow> Rows => _rows;

    public int Count { get; private set; } = 1;

    /// <summary>
    /// Splits rows into runs. Rows too damaged to name their key are taken for a part of what surrounds them
    /// when it is the same before and after, so that no order is placed without a line it has; else each is
    /// its own run.
    /// </summary>
    /// <param name="rowsMax">Rows of a run that are kept.</param>
    public static IEnumerable<RowRun> Split(IEnumerable<FileRow> rows, int rowsMax)
    {
        RowRun? run = null;
        var unreadable = new List<FileRow>();
        foreach (var row in rows)
        {
            if (row.Key is null && unreadable.Count < UnreadableMax)
            {
                unreadable.Add(row);
                continue;
            }

            if (run is not null && row.Key is not null && row.Key == run.Key)
            {
                unreadable.ForEach(damaged => run.Add(damaged, rowsMax));
                run.Add(row, rowsMax);
            }
            else
            {
                foreach (var finished in Finish(run, unreadable))
                {
                    yield return finished;
                }

                run = new(row.Key, row);
            }

            unreadable.Clear();
        }

        foreach (var finished in Finish(run, unreadable))
        {
            yield return finished;
        }
    }

    private static IEnumerable<RowRun> Finish(RowRun? run, List<FileRow> unreadable) =>
        (run is null ? [] : new[] { run }).Concat(unreadable.Select(row => new RowRun(null, row)));

    private void Add(FileRow row, int rowsMax)
    {
        Count++;
        if (_rows.Count < rowsMax)
        {
            _rows.Add(row);
        }
    }
}
