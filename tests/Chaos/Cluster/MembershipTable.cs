using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>The silos' list of members, as Consul has it.</summary>
public sealed class MembershipTable(Uri consul) : IDisposable
{
    private const int Active = 3;
    private readonly HttpClient _client = new() { BaseAddress = consul, Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Endpoints (<c>ip:port</c>) of the silos that count as active, one for each row.</summary>
    public async Task<IReadOnlyList<string>> ActiveSilos(CancellationToken cancellation)
    {
        using var table = await Read(cancellation);
        return [.. Rows(table)
            .Where(row => Content(row).GetProperty("Status").GetInt32() == Active)
            .Select(row => Key(row).Split('@')[0].Split('/')[^1])];
    }

    /// <summary>Changes with every change of any row, heartbeats aside.</summary>
    public async Task<long> Version(CancellationToken cancellation)
    {
        using var table = await Read(cancellation);
        return table.RootElement.EnumerateArray()
            .Single(row => Key(row).EndsWith("/version", StringComparison.Ordinal))
            .GetProperty("ModifyIndex").GetInt64();
    }

    public void Dispose() => _client.Dispose();

    private static IEnumerable<JsonElement> Rows(JsonDocument table) =>
        table.RootElement.EnumerateArray().Where(row => Key(row).Split('/')[^1].Contains('@'));

    private static string Key(JsonElement row) => row.GetProperty("Key").GetString()!;

    private static JsonElement Content(JsonElement row)
    {
        var bytes = row.GetProperty("Value").GetBytesFromBase64();
        return JsonElement.Parse(Encoding.UTF8.GetString(bytes));
    }

    private async Task<JsonDocument> Read(CancellationToken cancellation) => JsonDocument.Parse(
        await _client.GetStringAsync("/v1/kv/orleans/storehouse/?recurse=true", cancellation));
}
