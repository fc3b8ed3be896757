using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Storehouse.Inventory;

/// <summary>The balances of a SKU's locations, carried forward by the balances that each movement records.</summary>
internal sealed class LedgerBalances
{
    private readonly SortedDictionary<string, LocationBalance> _locations = new(StringComparer.Ordinal);

    public IEnumerable<LocationBalance> Locations => _locations.Values;

    public long Available => _locations.Values.Sum(location => (long)location.Available);

    public static LedgerBalances From(ReadOnlySpan<byte> json)
    {
        var balances = new LedgerBalances();
        balances.Take(JsonSerializer.Deserialize(json, LedgerBalancesJson.Default.ImmutableArrayLocationBalance));
        return balances;
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(
        [.. _locations.Values], LedgerBalancesJson.Default.ImmutableArrayLocationBalance);

    public void Apply(StockEvent happened) => Take(After(happened));

    /// <summary>Balances of the locations an event touched, after it; empty when it moved nothing.</summary>
    public static ImmutableArray<LocationBalance> After(StockEvent happened) => happened switch
    {
        StockMovement movement => movement.After,
        StockReserved reserved => reserved.After,
        StockReleased released => released.After,
        StockShipped shipped => shipped.After,
        StockReturned returned => returned.After,
        BackorderFilled filled => filled.After,
        ShareReported reported => reported.After,
        _ => [],
    };

    /// <summary>Takes over what was recorded of a location.</summary>
    public void Take(LocationBalance balance) => _locations[balance.Location] = balance;

    private void Take(ImmutableArray<LocationBalance> after)
    {
        foreach (var balance in after)
        {
            Take(balance);
        }
    }
}

[JsonSerializable(typeof(ImmutableArray<LocationBalance>))]
internal sealed partial class LedgerBalancesJson : JsonSerializerContext;
