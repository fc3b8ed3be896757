using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Orders;

/// <summary>
/// Of an order's stored events, only what the index keeps: reading no more than that is most of what makes the index
/// cheap beside the orders themselves. Which fields are there depends on the type.
/// </summary>
internal sealed record OrderIndexChange(
    string Type, string? UserId, DateTimeOffset PlacedAt, OrderIndexChange.Part[]? Lines, OrderIndexChange.Part[]? Cut)
{
    public static OrderIndexChange[] Read(ReadOnlySpan<byte> events) =>
        JsonSerializer.Deserialize(events, OrderIndexJson.Default.OrderIndexChangeArray)!;

    /// <summary>A line with a quantity, or with what was available of it.</summary>
    internal readonly record struct Part(int Line, string? Sku, int Quantity, int Available);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OrderIndexChange[]))]
internal sealed partial class OrderIndexJson : JsonSerializerContext;
