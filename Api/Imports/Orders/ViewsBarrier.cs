using System.Collections.Concurrent;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Imports.Orders;

/// <summary>
/// Waits until the read models know all that has been booked for a customer, and no longer: they follow the
/// journal in batches, and most customers come back long after.
/// </summary>
internal sealed class ViewsBarrier(IJournal journal, ProjectionPosition views)
{
    private const int CustomersMax = 50_000;
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, long> _booked = new(StringComparer.Ordinal);
    private readonly Lazy<Task<long>> _start = new(async () => await journal.Head());

    /// <summary>Notes that something has been booked for a customer just now.</summary>
    public async ValueTask Note(string customer)
    {
        if (_booked.Count >= CustomersMax)
        {
            foreach (var (known, position) in _booked)
            {
                if (position <= views.Current)
                {
                    _booked.TryRemove(new(known, position));
                }
            }
        }

        _booked[customer] = await journal.Head();
    }

    /// <exception cref="TimeoutException">The read models do not keep up.</exception>
    public async Task Known(string customer)
    {
        // What an earlier run or import has booked lies before the start of this one.
        var position = _booked.TryGetValue(customer, out var booked) ? booked : await _start.Value;
        if (!await views.WaitFor(position, Wait))
        {
            throw new TimeoutException("The read models do not keep up with the journal.");
        }
    }
}
