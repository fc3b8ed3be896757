namespace Storehouse.Cli.Imports;

/// <summary>How fast something goes, over its last ten seconds, and how long the rest will take.</summary>
internal sealed class Pace(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(long At, long Done)> _marks = new();

    public double PerSecond { get; private set; }

    public void Mark(long done)
    {
        var now = time.GetTimestamp();
        _marks.Enqueue((now, done));
        while (_marks.Count > 2 && time.GetElapsedTime(_marks.Peek().At, now) > Window)
        {
            _marks.Dequeue();
        }

        var (at, before) = _marks.Peek();
        var elapsed = time.GetElapsedTime(at, now);
        PerSecond = elapsed > TimeSpan.Zero ? (done - before) / elapsed.TotalSeconds : 0;
    }

    /// <summary>Null while it cannot be told.</summary>
    public TimeSpan? Left(long done, long total) =>
        PerSecond > 0 && total >= done && (total - done) / PerSecond < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds((total - done) / PerSecond)
            : null;
}
