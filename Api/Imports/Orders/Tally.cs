using System.Collections.Immutable;
using Storehouse.Imports.Running;

namespace Storehouse.Imports.Orders;

/// <summary>Adds up what came of the steps of one order id.</summary>
/// <param name="trace">Traceparent of the import: a step that bears another was done by an earlier
/// import.</param>
internal sealed class Tally(string trace)
{
    private readonly ImmutableArray<Reason>.Builder _reasons = ImmutableArray.CreateBuilder<Reason>();
    private readonly SortedSet<long> _rows = [];
    private bool _isOurs;
    private int _adjustments;
    private int _returns;
    private int _unmatchedReturns;

    /// <summary>Notes a step by the traceparent of the request that first did it.</summary>
    /// <returns>Whether it was this import.</returns>
    public bool IsOurs(string? firstTrace)
    {
        var ours = ImportKeys.SameTrace(trace, firstTrace);
        _isOurs |= ours;
        return ours;
    }

    /// <summary>Rows that are not booked.</summary>
    public void Refuse(IEnumerable<long> rows, params ReadOnlySpan<Reason> reasons)
    {
        _rows.UnionWith(rows);
        _reasons.AddRange(reasons);
    }

    public void CountAdjustment() => _adjustments++;

    public void CountReturns(int rows, int unmatchedRows)
    {
        _isOurs = true;
        _returns += rows;
        _unmatchedReturns += unmatchedRows;
    }

    public GroupResult Result() => new(
        _reasons.Count > 0 ? GroupOutcome.Rejected : _isOurs ? GroupOutcome.Accepted : GroupOutcome.Skipped,
        [.. _rows],
        _reasons.ToImmutable(),
        _adjustments,
        _returns,
        _unmatchedReturns);
}
