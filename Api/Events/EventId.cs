using System.Buffers.Binary;
using System.Buffers.Text;

namespace Storehouse.Events;

/// <summary>A place in the feed of events: an event's own, or one between events to go on from.</summary>
/// <param name="Position">Position of the event's entry in the journal.</param>
/// <param name="Index">The event's index in its entry.</param>
internal readonly record struct EventPlace(long Position, int Index)
{
    public static EventPlace Start => new(0, int.MaxValue);

    /// <summary>After all events of an entry.</summary>
    public static EventPlace EndOf(long position) => new(position, int.MaxValue);

    /// <summary>The place to go on from to meet this event first.</summary>
    public EventPlace Before() => Index > 0 ? this with { Index = Index - 1 } : EndOf(Position - 1);
}

/// <summary>
/// Event ids: <c>evt_</c> and the event's place, so that an id is also where a reader goes on from. The same event
/// has the same id in every answer, for ever. Opaque to clients.
/// </summary>
internal static class EventId
{
    public const string Prefix = "evt_";
    private const int Bytes = sizeof(long) + sizeof(int);

    public static string Of(EventPlace place)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.Position);
        BinaryPrimitives.WriteInt32BigEndian(bytes[sizeof(long)..], place.Index);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse(string text, out EventPlace place)
    {
        place = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || text.Length != Prefix.Length + Base64Url.GetEncodedLength(Bytes)
            || !Base64Url.IsValid(text.AsSpan(Prefix.Length))
            || !Base64Url.TryDecodeFromChars(text.AsSpan(Prefix.Length), bytes, out var written)
            || written != Bytes)
        {
            return false;
        }

        place = new EventPlace(
            BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(long)..]));
        return place is { Position: >= 0, Index: >= 0 };
    }
}
