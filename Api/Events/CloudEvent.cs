using System.Text.Json;
using Storehouse.Http;
using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>An event in the feed: a CloudEvents 1.0 envelope around what was recorded.</summary>
/// <param name="Source">URI reference of the order or the SKU's inventory.</param>
/// <param name="Subject">The order's id, or the SKU.</param>
internal sealed record CloudEvent(
    EventPlace Place, string Source, string Subject, DateTimeOffset Time, RecordedEvent Recorded)
{
    public string Id => EventId.Of(Place);

    public string Type => Recorded.Type;

    /// <summary>The events of an entry after a place; none when the entry is nobody's business.</summary>
    public static IEnumerable<CloudEvent> Of(JournalEntry entry, EventPlace after)
    {
        if (entry.Events.IsEmpty || !TryName(entry.Stream, out var source, out var subject))
        {
            yield break;
        }

        var first = entry.Position == after.Position ? (long)after.Index + 1 : 0;
        var recorded = RecordedEvent.Split(entry.Events);
        for (var index = first; index < recorded.Count; index++)
        {
            var place = new EventPlace(entry.Position, (int)index);
            yield return new CloudEvent(place, source, subject, entry.At, recorded[(int)index]);
        }
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", Id);
        writer.WriteString("source", Source);
        writer.WriteString("type", Type);
        writer.WriteString("subject", Subject);
        writer.WriteString("time", Rfc3339.Format(Time));
        writer.WriteString("datacontenttype", "application/json");
        writer.WritePropertyName("data");
        Recorded.WriteData(writer);
        writer.WriteEndObject();
    }

    private static bool TryName(string stream, out string source, out string subject)
    {
        if (AggregateStreams.IsOrder(stream, out var orderId))
        {
            (source, subject) = ($"/api/v1/orders/{orderId}", orderId);
            return true;
        }

        if (AggregateStreams.IsSku(stream, out var sku))
        {
            (source, subject) = ($"/api/v1/inventory/{Uri.EscapeDataString(sku)}", sku);
            return true;
        }

        (source, subject) = ("", "");
        return false;
    }
}
