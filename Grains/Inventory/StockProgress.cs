using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>A SKU's stream as read so far.</summary>
/// <param name="Consumed">Position of the last message the stream answers to.</param>
internal sealed record StockProgress(StockState State, long Version, long Consumed, DateTimeOffset UpdatedAt)
{
    public static StockProgress None { get; } = new(StockState.None, 0, 0, default);

    public StockProgress After(JournalEntry entry)
    {
        var state = State;
        foreach (var happened in DomainJson.DecodeStockEvents(entry.Events))
        {
            state = state.Apply(happened);
        }

        return new(state, entry.Version, Math.Max(Consumed, entry.Consumed), entry.At);
    }

    /// <summary>Null for a SKU that the catalogue does not have.</summary>
    public StockView? View(string sku) =>
        State.Item is null ? null : State.ToView(sku, Version, UpdatedAt);

    public static StockProgress FromSnapshot(StockSnapshot snapshot) =>
        snapshot is { Format: StockSnapshot.CurrentFormat, Json.Length: > 0 }
            ? new(DomainJson.DecodeStockState(snapshot.Json), snapshot.Version, snapshot.Consumed, snapshot.UpdatedAt)
            : None;

    public StockSnapshot ToSnapshot() => new()
    {
        Format = StockSnapshot.CurrentFormat,
        Version = Version,
        Consumed = Consumed,
        UpdatedAt = UpdatedAt,
        Json = DomainJson.Encode(State),
    };
}

/// <summary>A SKU's state at a version, kept in grain storage to spare an activation the whole stream. Safe to delete.</summary>
[GenerateSerializer, Alias("stock.snapshot")]
internal sealed class StockSnapshot
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
    public DateTimeOffset UpdatedAt { get; set; }

    [Id(4)]
    public byte[] Json { get; set; } = [];
}
