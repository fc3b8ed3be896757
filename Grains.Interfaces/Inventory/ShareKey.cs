using System.Collections.Immutable;

namespace Storehouse.Inventory;

/// <summary>
/// Keys of the shares a busy SKU is split into: <c>{sku}/{share}</c>, which no SKU can be. A share's name is
/// <c>{generation}.{number}</c>, new for every split.
/// </summary>
public static class ShareKey
{
    private const char Separator = '/';

    public static string Of(string sku, string share) => $"{sku}{Separator}{share}";

    public static bool IsShare(string key) => key.Contains(Separator, StringComparison.Ordinal);

    /// <summary>Key of the one of these shares that an order is to ask.</summary>
    public static string For(string orderId, string sku, ImmutableArray<string> shares)
    {
        // FNV-1a (RFC 9923).
        var hash = 2166136261u;
        foreach (var character in orderId)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return Of(sku, shares[(int)(hash % (uint)shares.Length)]);
    }

    /// <summary>The SKU and the share's name.</summary>
    public static (string Sku, string Share) Split(string key)
    {
        var end = key.IndexOf(Separator, StringComparison.Ordinal);
        return (key[..end], key[(end + 1)..]);
    }
}
