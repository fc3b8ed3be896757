using System.Collections.Immutable;
using Storehouse.Imports.Reading;

namespace Storehouse.Imports.Running;

internal enum GroupOutcome
{
    Accepted,

    /// <summary>At least a part was refused; the reasons say which rows.</summary>
    Rejected,

    /// <summary>An earlier import had done all of it.</summary>
    Skipped,
}

/// <summary>What came of an order or item of a file.</summary>
/// <param name="Rows">Those that were refused.</param>
/// <param name="Adjustments">Rows that corrected stock.</param>
/// <param name="Returns">Rows that took goods back.</param>
/// <param name="UnmatchedReturns">Those of them that earlier orders did not cover in full.</param>
internal sealed record GroupResult(
    GroupOutcome Outcome,
    ImmutableArray<long> Rows,
    ImmutableArray<Reason> Reasons,
    int Adjustments = 0,
    int Returns = 0,
    int UnmatchedReturns = 0)
{
    public static GroupResult Accepted { get; } = new(GroupOutcome.Accepted, [], []);

    /// <summary>All of it was refused.</summary>
    public static GroupResult Rejected(RowGroup group, params ImmutableArray<Reason> reasons) =>
        new(GroupOutcome.Rejected, [.. group.Rows.Select(row => row.Line)], reasons);
}

/// <summary>An order or item of a file, ready to be done.</summary>
/// <param name="Claims">What it touches: it must not run beside earlier work that touches any of it.</param>
/// <param name="Run">Does it, once however often it is called; it has taken effect when the task
/// ends.</param>
internal sealed record GroupWork(
    RowGroup Group, IReadOnlyCollection<string> Claims, Func<Task<GroupResult>> Run)
{
    public static GroupWork Refuse(RowGroup group, ImmutableArray<Reason> reasons) =>
        new(group, [], () => Task.FromResult(GroupResult.Rejected(group, reasons)));
}

/// <summary>Knows what to do with the groups of one kind of file.</summary>
internal interface IGroupImporter
{
    ValueTask<GroupWork> Prepare(RowGroup group);

    /// <summary>Ends when everything done so far shows in the balances.</summary>
    Task Settle();
}
