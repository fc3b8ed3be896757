using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>A SKU's stream as read so far.</summary>
/// <param name="Consumed">Position of the last message the stream answers to.</param>
internal sealed record StockProgress(StockState State, long Version, long Consumed)
{
    public StockProgress After(JournalEntry entry)
    {
        var state = State;
        foreach (var happened in DomainJson.DecodeStockEvents(entry.Events))
        {
            state = state.Apply(happened, entry.At);
        }

        return new(state, entry.Version, Math.Max(Consumed, entry.Consumed));
    }

    public static StockProgress From(string sku, StoredSnapshot stored) =>
        stored is { Format: StoredSnapshot.CurrentFormat, Json.Length: > 0 }
            ? new(StockState.From(sku, DomainJson.DecodeStockSnapshot(stored.Json)), stored.Version, stored.Consumed)
            : new(StockState.Empty(sku), 0, 0);

    public StoredSnapshot ToSnapshot() => new()
    {
        Format = StoredSnapshot.CurrentFormat,
        Version = Version,
        Consumed = Consumed,
        Json = DomainJson.Encode(State.ToSnapshot()),
    };
}

/// <summary>
/// A SKU's state at a version, kept in grain storage to spare an activation the whole stream. Safe to delete.
/// </summary>
[GenerateSerializer, Alias("stock.stored-snapshot")]
internal sealed class StoredSnapshot
{
    /// <summary>Raised whenever the state changes its meaning: older snapshots are then ignored.</summary>
    public const int CurrentFormat = 1;

    [Id(0)]
    public int Format { get; set; }

    [Id(1)]
    public long Version { get; set; }

    [Id(2)]
    public long Consumed { get; set; }

    [Id(3)]
    public byte[] Json { get; set; } = [];
}
