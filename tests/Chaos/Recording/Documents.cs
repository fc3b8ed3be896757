using System.Text.Json;

namespace Storehouse.Tests.Chaos.Recording;

/// <summary>The parts of the server's documents that are audited.</summary>
public static class Documents
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options)
            ?? throw new InvalidDataException($"The server answered null where a {typeof(T).Name} was due.");

    public static string Write<T>(T document) => JsonSerializer.Serialize(document, Options);
}

public sealed record OrderDocument(
    string Id, string Status, long Version, IReadOnlyList<OrderLineDocument> Lines,
    IReadOnlyList<ParcelDocument> Shipments, IReadOnlyList<ParcelDocument> Returns, DateTimeOffset? ExpiresAt,
    bool Partial);

public sealed record OrderLineDocument(
    int Line, string Sku, int Quantity, bool Stocked, int Accepted, int Reserved, int Backordered,
    int Shipped, int Returned);

/// <summary>A shipment or a return.</summary>
public sealed record ParcelDocument(int Number, IReadOnlyList<LineQuantityDocument> Lines);

public readonly record struct LineQuantityDocument(int Line, int Quantity);

public sealed record InventoryDocument(
    string Sku, IReadOnlyList<LocationDocument> Locations, TotalsDocument Totals);

public readonly record struct LocationDocument(
    string Location, long OnHand, long Reserved, long Available, long Incoming);

public readonly record struct TotalsDocument(
    long OnHand, long Reserved, long Available, long Incoming, long Backordered);

public sealed record LedgerEntryDocument(
    string Id, string Kind, long Quantity, IReadOnlyList<MovementDocument> Movements, string? OrderId);

/// <summary>Units that went from one account to another.</summary>
public readonly record struct MovementDocument(string From, string To, long Quantity);

/// <summary>Answer to a receipt, adjustment, transfer or count.</summary>
public sealed record MoveAnswerDocument(LedgerEntryDocument Entry, InventoryDocument Inventory);

public sealed record EventDocument(string Id, string Type, string Subject, DateTimeOffset Time);

public sealed record ProblemDocument(string Code, string? OrderId);

public sealed record PageDocument<T>(IReadOnlyList<T> Data, string? NextCursor);

public sealed record BooksDocument(bool Closed, long Orders, long InFlight, JsonElement Differences);
