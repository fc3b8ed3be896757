using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>Finds a place in a stream by bisection: a stream of a million entries takes twenty reads.</summary>
internal static class StreamSearch
{
    /// <summary>
    /// The first version whose entry <paramref name="isBeyond"/>; one more than the newest when none is.
    /// Once true along the stream, it must stay true.
    /// </summary>
    public static async ValueTask<long> FirstBeyond(
        IJournal journal, string stream, Func<JournalEntry, bool> isBeyond, CancellationToken cancellation)
    {
        var newest = await journal.ReadStreamBackwards(stream, long.MaxValue, 1, cancellation);
        var (low, high) = newest is [var last] ? (1L, last.Version + 1) : (1L, 1L);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var read = await journal.ReadStream(stream, middle - 1, 1, cancellation);
            if (isBeyond(read[0]))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
