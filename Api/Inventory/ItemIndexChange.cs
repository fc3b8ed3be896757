using System.Text.Json;
using System.Text.Json.Serialization;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>
/// Reads of a SKU's stored events only what the index keeps: the catalogue entry, when it was written, and the
/// balances after each movement. A hot SKU's entry holds hundreds of movements, so it skips over all else.
/// </summary>
internal static class ItemIndexChange
{
    /// <returns>The catalogue entry, when these events wrote it.</returns>
    public static ItemDetails? Read(ReadOnlySpan<byte> events, LedgerBalances balances)
    {
        ItemDetails? item = null;
        var reader = new Utf8JsonReader(events);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("after"u8))
                {
                    ReadBalances(ref reader, balances);
                }
                else if (reader.ValueTextEquals("item"u8))
                {
                    reader.Read();
                    item = JsonSerializer.Deserialize(ref reader, ItemIndexJson.Default.ItemDetails);
                }
                else
                {
                    reader.Skip();
                }
            }
        }

        return item;
    }

    private static void ReadBalances(ref Utf8JsonReader reader, LedgerBalances balances)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var balance = new LocationBalance("", 0, 0, 0);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                balance = ReadField(ref reader, balance);
            }

            balances.Take(balance);
        }
    }

    private static LocationBalance ReadField(ref Utf8JsonReader reader, LocationBalance balance)
    {
        if (reader.ValueTextEquals("location"u8))
        {
            reader.Read();
            return balance with { Location = reader.GetString()! };
        }

        if (reader.ValueTextEquals("available"u8))
        {
            reader.Read();
            return balance with { Available = reader.GetInt32() };
        }

        if (reader.ValueTextEquals("reserved"u8))
        {
            reader.Read();
            return balance with { Reserved = reader.GetInt32() };
        }

        if (reader.ValueTextEquals("incoming"u8))
        {
            reader.Read();
            return balance with { Incoming = reader.GetInt32() };
        }

        reader.Skip();
        return balance;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<BackorderPolicy>)])]
[JsonSerializable(typeof(ItemDetails))]
internal sealed partial class ItemIndexJson : JsonSerializerContext;
