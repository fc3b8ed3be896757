using System.Diagnostics.CodeAnalysis;

namespace Storehouse.Projections;

/// <summary>The journal's stream names, and whose they are.</summary>
internal static class AggregateStreams
{
    private const string OrderPrefix = "order/";
    private const string SkuPrefix = "sku/";

    public static string OfOrder(string orderId) => OrderPrefix + orderId;

    public static string OfSku(string sku) => SkuPrefix + sku;

    public static bool IsOrder(string stream, [NotNullWhen(true)] out string? orderId) =>
        TryStrip(stream, OrderPrefix, out orderId);

    public static bool IsSku(string stream, [NotNullWhen(true)] out string? sku) =>
        TryStrip(stream, SkuPrefix, out sku);

    private static bool TryStrip(string stream, string prefix, [NotNullWhen(true)] out string? key)
    {
        key = stream.StartsWith(prefix, StringComparison.Ordinal) ? stream[prefix.Length..] : null;
        return key is not null;
    }
}
