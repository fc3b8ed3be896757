using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Storehouse.Inventory;
using Storehouse.Journaling;
using Storehouse.Orders;

namespace Storehouse.Tests.Journaling;

/// <summary>Types stored in one form: how they are written and read, and by which names.</summary>
internal sealed record StoredFamily(
    string Name, Type Root, Func<object, byte[]> Encode, Func<ReadOnlyMemory<byte>, object> Decode)
{
    public static StoredFamily[] All { get; } =
    [
        new("stock-events", typeof(StockEvent), static e => First(DomainJson.Encode([(StockEvent)e])),
            static json => DomainJson.DecodeStockEvents(AsList(json))[0]),
        new("share-events", typeof(ShareEvent), static e => First(DomainJson.Encode([(ShareEvent)e])),
            static json => DomainJson.DecodeShareEvents(AsList(json))[0]),
        new("order-events", typeof(OrderEvent), static e => First(DomainJson.Encode([(OrderEvent)e])),
            static json => DomainJson.DecodeOrderEvents(AsList(json))[0]),
        new("stock-messages", typeof(StockMessage), DomainJson.EncodeBody, DomainJson.DecodeStockMessage),
        new("order-messages", typeof(OrderMessage), DomainJson.EncodeBody, DomainJson.DecodeOrderMessage),
        new("waiting", typeof(WaitingOrder), DomainJson.EncodeBody, DomainJson.DecodeWaitingOrder),
        new("snapshots", typeof(StockSnapshot), static value => DomainJson.Encode((StockSnapshot)value),
            DomainJson.DecodeStockSnapshot),
        new("stock-replies", typeof(StockReply), static value => DomainJson.Encode((StockReply)value),
            DomainJson.DecodeStockReply),
        new("order-replies", typeof(OrderReply), static value => DomainJson.Encode((OrderReply)value),
            DomainJson.DecodeOrderReply),
    ];

    /// <summary>The family's types by the name they are stored under.</summary>
    public Dictionary<string, Type> Types { get; } = Root.IsAbstract
        ? Root.GetCustomAttributes<JsonDerivedTypeAttribute>()
            .ToDictionary(type => (string)type.TypeDiscriminator!, type => type.DerivedType)
        : new() { [NameOf(Root)] = Root };

    public static StoredFamily Of(string name) => All.Single(family => family.Name == name);

    private static string NameOf(Type type) => type.Name switch
    {
        nameof(WaitingOrder) => "stock.waiting.v1",
        nameof(StockSnapshot) => "stock.snapshot.v1",
        nameof(StockReply) => "stock.reply.v1",
        nameof(OrderReply) => "order.reply.v1",
        _ => throw new ArgumentException(type.Name, nameof(type)),
    };

    private static byte[] First(byte[] list) =>
        Encoding.UTF8.GetBytes(JsonDocument.Parse(list).RootElement[0].GetRawText());

    private static ReadOnlyMemory<byte> AsList(ReadOnlyMemory<byte> json) =>
        (byte[])[(byte)'[', .. json.Span, (byte)']'];
}
