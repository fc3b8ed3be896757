namespace Storehouse.Consul.Keys;

/// <summary>A key of the store as Consul describes it.</summary>
/// <param name="Value">Null when empty.</param>
/// <param name="Flags">A number that belongs to the writer.</param>
/// <param name="ModifyIndex">Of the write that last changed it; grows over the whole store.</param>
internal sealed record KeyPair(string Key, byte[]? Value, ulong Flags, ulong ModifyIndex);
