namespace Storehouse.Journal;

/// <summary>An entry as read back.</summary>
/// <param name="Position">Its place in the whole journal; increasing in commit order, gaps allowed.</param>
/// <param name="Version">Its place in its stream, from 1, without gaps.</param>
/// <param name="Consumed">See <see cref="JournalCommit.Consumed"/>.</param>
public sealed record JournalEntry(
    long Position,
    string Stream,
    long Version,
    DateTimeOffset At,
    ReadOnlyMemory<byte> Events,
    long Consumed,
    IReadOnlyList<JournalMessage> Messages);

/// <summary>A message as delivered from a queue.</summary>
/// <param name="Position">See <see cref="MessagePosition"/>; increasing within the queue.</param>
public sealed record QueuedMessage(long Position, string Topic, string Key, ReadOnlyMemory<byte> Payload, object? Body);

/// <summary>A message given up after bounded retries, with the cause.</summary>
public sealed record DeadLetter(
    long Id, int Queue, long MessagePosition, string Topic, string Key, ReadOnlyMemory<byte> Payload,
    string Cause, DateTimeOffset At);

/// <summary>A message's place: its entry's position and its index there, packed in one comparable number.</summary>
public static class MessagePosition
{
    private const int IndexBits = 16;

    /// <summary>Messages one entry may send.</summary>
    public const int PerEntryMax = 1 << IndexBits;

    public static long Of(long entryPosition, int index) => (entryPosition << IndexBits) | (uint)index;

    public static long EntryOf(long messagePosition) => messagePosition >> IndexBits;

    public static int IndexOf(long messagePosition) => (int)(messagePosition & (PerEntryMax - 1));

    /// <summary>The last place an entry can hold: everything up to and including that entry.</summary>
    public static long EndOf(long entryPosition) => Of(entryPosition, PerEntryMax - 1);
}
