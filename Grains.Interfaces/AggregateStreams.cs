using System.Diagnostics.CodeAnalysis;
using Storehouse.Inventory;

namespace Storehouse;

/// <summary>The journal's stream names, and whose they are.</summary>
public static class AggregateStreams
{
    private const string OrderPrefix = "order/";
    private const string SkuPrefix = "sku/";

    public static string OfOrder(string orderId) => OrderPrefix + orderId;

    /// <param name="key">A SKU, or the key of one of its shares (<see cref="ShareKey"/>).</param>
    public static string OfSku(string key) => SkuPrefix + key;

    public static bool IsOrder(string stream, [NotNullWhen(true)] out string? orderId) =>
        TryStrip(stream, OrderPrefix, out orderId);

    /// <summary>Whether it is a SKU's own stream; those of its shares are not.</summary>
    public static bool IsSku(string stream, [NotNullWhen(true)] out string? sku) =>
        TryStrip(stream, SkuPrefix, out sku) && !ShareKey.IsShare(sku);

    public static bool IsShare(string stream, [NotNullWhen(true)] out string? key) =>
        TryStrip(stream, SkuPrefix, out key) && ShareKey.IsShare(key);

    private static bool TryStrip(string stream, string prefix, [NotNullWhen(true)] out string? key)
    {
        key = stream.StartsWith(prefix, StringComparison.Ordinal) ? stream[prefix.Length..] : null;
        return key is not null;
    }
}
