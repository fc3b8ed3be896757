using System.Threading.Channels;
using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Running;

/// <summary>
/// Works through one file from where its progress stands. Groups run side by side where they touch nothing in
/// common; progress is written in file order, so that what a crash leaves unwritten is simply done again.
/// </summary>
internal sealed class ImportRun(
    ImportTurn turn, GroupIndex index, IGroupImporter importer, ImportStore store, ImportOptions options,
    TimeProvider clock)
{
    private readonly Turns<GroupWork> _turns = new();
    private readonly Channel<(GroupWork Work, Task<GroupResult> Done)> _ended =
        Channel.CreateUnbounded<(GroupWork, Task<GroupResult>)>(new() { SingleReader = true });

    private readonly SortedDictionary<long, (GroupWork Work, GroupResult Result)> _finished = [];
    private readonly List<(long, Rejection)> _rejections = [];
    private ImportProgress _progress = turn.Import.Progress;
    private Task _writing = Task.CompletedTask;
    private long _writtenAt = clock.GetTimestamp();
    private int _running;
    private int _rowsAhead;

    /// <summary>Whether there is room in memory for another group, however many rows it has.</summary>
    private bool HasRoom =>
        _turns.Count + _finished.Count < options.Lookahead && _rowsAhead < options.OrderRowsMax;

    public async Task Run(CancellationToken cancellation)
    {
        using var groups = index.Groups().GetEnumerator();
        var more = true;
        try
        {
            while (true)
            {
                more = more && await Admit(groups, cancellation);
                Start();
                if (_running == 0)
                {
                    break;
                }

                Take(await _ended.Reader.ReadAsync(cancellation));
                if (_writing.IsCompleted && clock.GetElapsedTime(_writtenAt) >= options.ProgressInterval)
                {
                    await WriteProgress();
                }
            }
        }
        finally
        {
            if (!cancellation.IsCancellationRequested)
            {
                await Drain();
            }
        }

        await WriteProgress();
        await _writing;
        await importer.Settle();
    }

    /// <summary>Looks ahead in the file.</summary>
    /// <returns>False when it has no more groups.</returns>
    private async ValueTask<bool> Admit(IEnumerator<RowGroup> groups, CancellationToken cancellation)
    {
        while (HasRoom)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!groups.MoveNext())
            {
                return false;
            }

            if (groups.Current.Ordinal > turn.Import.Progress.GroupsDone)
            {
                var work = await importer.Prepare(groups.Current);
                _turns.Add(work, work.Claims);
                _rowsAhead += work.Group.Rows.Count;
            }
        }

        return true;
    }

    private void Start()
    {
        while (_running < options.Concurrency && _turns.TryStart(out var work))
        {
            _running++;
            _ = Follow(work);
        }
    }

    private async Task Follow(GroupWork work)
    {
        var run = Task.Run(work.Run);
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Writer.TryWrite((work, run));
    }

    private void Take((GroupWork Work, Task<GroupResult> Done) ended)
    {
        _running--;
        var result = ended.Done.GetAwaiter().GetResult();
        _turns.Finish(ended.Work);
        _finished.Add(ended.Work.Group.Ordinal, (ended.Work, result));
        while (_finished.Remove(_progress.GroupsDone + 1, out var next))
        {
            Count(next.Work.Group, next.Result);
        }
    }

    private void Count(RowGroup group, GroupResult result)
    {
        _rowsAhead -= group.Rows.Count;
        _progress = new(
            group.Ordinal,
            _progress.RowsDone + group.Count,
            _progress.Accepted + (result.Outcome == GroupOutcome.Accepted ? 1 : 0),
            _progress.Rejected + (result.Outcome == GroupOutcome.Rejected ? 1 : 0),
            _progress.Skipped + (result.Outcome == GroupOutcome.Skipped ? 1 : 0),
            _progress.Adjustments + result.Adjustments,
            _progress.Returns + result.Returns,
            _progress.UnmatchedReturns + result.UnmatchedReturns);
        if (result.Outcome == GroupOutcome.Rejected)
        {
            _rejections.Add((group.Ordinal, new(group.Key, result.Rows, result.Reasons)));
        }
    }

    /// <summary>Begins to write what is done so far; nobody waits for the disk but the next write.</summary>
    private async Task WriteProgress()
    {
        await _writing;
        var (progress, rejections) = (_progress, _rejections.ToArray());
        _rejections.Clear();
        _writtenAt = clock.GetTimestamp();
        _writing = Task.Run(() => store.Advance(turn, progress, rejections), CancellationToken.None);
    }

    // Nobody may still be booking when the run is tried again.
    private async Task Drain()
    {
        for (; _running > 0; _running--)
        {
            await _ended.Reader.ReadAsync();
        }

        await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
