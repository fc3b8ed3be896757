using System.Text.Json;

namespace Storehouse.Events;

/// <summary>One event of an entry, as recorded.</summary>
/// <param name="Json">The event's JSON object, its type in it.</param>
internal readonly record struct RecordedEvent(string Type, ReadOnlyMemory<byte> Json)
{
    private const string TypeField = "type";

    /// <summary>Splits an entry's events, without understanding them.</summary>
    public static List<RecordedEvent> Split(ReadOnlyMemory<byte> events)
    {
        var split = new List<RecordedEvent>();
        if (events.IsEmpty)
        {
            return split;
        }

        var reader = new Utf8JsonReader(events.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            var type = ReadType(ref reader);
            split.Add(new RecordedEvent(type, events[start..(int)reader.BytesConsumed]));
        }

        return split;
    }

    /// <summary>Writes the fields but the type, and but those that only the machinery may read.</summary>
    public void WriteData(Utf8JsonWriter writer)
    {
        var reader = new Utf8JsonReader(Json.Span);
        reader.Read();
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isShown = !reader.ValueTextEquals(TypeField) && !IsSealed(ref reader);
            var name = isShown ? reader.GetString() : null;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (name is not null)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(Json.Span[start..(int)reader.BytesConsumed], skipInputValidation: true);
            }
        }

        writer.WriteEndObject();
    }

    // The address is encrypted under its person's key; even so it is nobody's business here.
    private static bool IsSealed(ref Utf8JsonReader reader) => reader.ValueTextEquals("ship_to");

    private static string ReadType(ref Utf8JsonReader reader)
    {
        string? type = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals(TypeField);
            reader.Read();
            if (isType)
            {
                type = reader.GetString();
            }

            reader.Skip();
        }

        return type ?? throw new InvalidDataException("A recorded event has no type.");
    }
}
