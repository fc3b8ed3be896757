using System.Text;
using System.Text.Json.Serialization;

namespace Storehouse.Consul.Keys;

/// <summary>One step of a transaction on keys.</summary>
internal sealed record KeyOperation(
    string Verb, string Key, ulong? Index = null, byte[]? Value = null, ulong? Flags = null)
{
    // What surrounds key and value in a request, with both numbers at their longest.
    private const int FrameBytes = 160;

    /// <summary>No more than this it takes of a request.</summary>
    [JsonIgnore]
    public int BytesMax =>
        FrameBytes + (6 * Encoding.UTF8.GetByteCount(Key)) + (((Value?.Length ?? 0) + 2) / 3 * 4);

    /// <param name="index">Of the write that must have been the last one; 0 = there must be no such
    /// key.</param>
    /// <param name="flags">Kept with the value.</param>
    public static KeyOperation Set(string key, ulong index, byte[] value, ulong flags) =>
        new("cas", key, index, value, flags);

    /// <param name="index">Of the write that must have been the last one.</param>
    public static KeyOperation Delete(string key, ulong index) => new("delete-cas", key, index);

    public static KeyOperation CheckAbsent(string key) => new("check-not-exists", key);

    public static KeyOperation ReadTree(string prefix) => new("get-tree", prefix);
}
