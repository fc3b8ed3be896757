using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Storehouse.Inventory;
using Storehouse.Orders;

namespace Storehouse.Journaling;

/// <summary>
/// How events, messages and answers are stored: UTF-8 JSON with snake_case names. What was written once must
/// load for ever, so unknown fields are skipped and missing lists are empty.
/// </summary>
public static class DomainJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        AllowOutOfOrderMetadataProperties = true,
        TypeInfoResolver = DomainJsonContext.Default.WithAddedModifier(EmptyLists.Fill),
        Converters =
        {
            new JsonStringEnumConverter<BackorderPolicy>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<StockOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<OrderOutcome>(JsonNamingPolicy.SnakeCaseLower),
            new JsonStringEnumConverter<OrderStatus>(JsonNamingPolicy.SnakeCaseLower),
        },
    };

    public static byte[] Encode(IReadOnlyList<StockEvent> events) => Write(events);

    public static byte[] Encode(IReadOnlyList<OrderEvent> events) => Write(events);

    public static byte[] Encode(IReadOnlyList<ShareEvent> events) => Write(events);

    public static byte[] Encode(StockReply reply) => Write(reply);

    public static byte[] Encode(OrderReply reply) => Write(reply);

    public static byte[] Encode(StockSnapshot snapshot) => Write(snapshot);

    /// <summary>Encodes the body of an <see cref="Outgoing"/> message.</summary>
    public static byte[] EncodeBody(object body) => body switch
    {
        StockMessage message => Write(message),
        OrderMessage message => Write(message),
        WaitingOrder waiting => Write(waiting),
        _ => throw new ArgumentException($"{body.GetType()} is no message.", nameof(body)),
    };

    /// <summary>The events of an entry; none for one that only sends messages.</summary>
    public static StockEvent[] DecodeStockEvents(ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? [] : Read<StockEvent[]>(json);

    /// <summary>The events of an entry; none for one that only sends messages.</summary>
    public static OrderEvent[] DecodeOrderEvents(ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? [] : Read<OrderEvent[]>(json);

    /// <summary>The events of a share's entry; none for one that only forwards messages.</summary>
    public static ShareEvent[] DecodeShareEvents(ReadOnlyMemory<byte> json) =>
        json.IsEmpty ? [] : Read<ShareEvent[]>(json);

    public static StockMessage DecodeStockMessage(ReadOnlyMemory<byte> json) => Read<StockMessage>(json);

    public static OrderMessage DecodeOrderMessage(ReadOnlyMemory<byte> json) => Read<OrderMessage>(json);

    public static WaitingOrder DecodeWaitingOrder(ReadOnlyMemory<byte> json) => Read<WaitingOrder>(json);

    public static StockReply DecodeStockReply(ReadOnlyMemory<byte> json) => Read<StockReply>(json);

    public static OrderReply DecodeOrderReply(ReadOnlyMemory<byte> json) => Read<OrderReply>(json);

    public static StockSnapshot DecodeStockSnapshot(ReadOnlyMemory<byte> json) => Read<StockSnapshot>(json);

    private static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfoOf<T>());

    private static T Read<T>(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize(json.Span, TypeInfoOf<T>())
        ?? throw new JsonException("Null is no value.");

    private static JsonTypeInfo<T> TypeInfoOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StockEvent[]))]
[JsonSerializable(typeof(OrderEvent[]))]
[JsonSerializable(typeof(ShareEvent[]))]
[JsonSerializable(typeof(IReadOnlyList<StockEvent>))]
[JsonSerializable(typeof(IReadOnlyList<ShareEvent>))]
[JsonSerializable(typeof(IReadOnlyList<OrderEvent>))]
[JsonSerializable(typeof(StockMessage))]
[JsonSerializable(typeof(OrderMessage))]
[JsonSerializable(typeof(WaitingOrder))]
[JsonSerializable(typeof(StockReply))]
[JsonSerializable(typeof(OrderReply))]
[JsonSerializable(typeof(StockSnapshot))]
internal sealed partial class DomainJsonContext : JsonSerializerContext;
