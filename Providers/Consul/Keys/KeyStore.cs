using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Storehouse.Consul.Keys;

/// <summary>
/// Consul's keys. Reads see every write that was acknowledged before; every call is one attempt.
/// </summary>
internal sealed class KeyStore(ConsulClient client)
{
    private const string StaleIndex = "index is stale";
    private const string PresentKey = "exists";

    /// <summary>The key, or null, and the index to wait from for its next change.</summary>
    /// <param name="after">Waits for a change after this index; 0 = answers at once.</param>
    /// <param name="wait">For the change.</param>
    /// <param name="within">For the answer.</param>
    public async Task<(KeyPair? Pair, ulong Index)> Watch(
        string key, ulong after, TimeSpan wait, TimeSpan within, CancellationToken cancellation)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture, $"consistent&index={after}&wait={(long)wait.TotalMilliseconds}ms");
        var answer = await client.SendAsync(HttpMethod.Get, Path(key), query, null, within, cancellation);
        return (Pairs(answer).SingleOrDefault(), answer.Index);
    }

    public async Task<KeyPair?> Get(string key, CancellationToken cancellation) =>
        Pairs(await client.SendAsync(HttpMethod.Get, Path(key), "consistent", cancellation: cancellation))
            .SingleOrDefault();

    public async Task<KeyPair[]> List(string prefix, CancellationToken cancellation) =>
        Pairs(await client.SendAsync(
            HttpMethod.Get, Path(prefix), "recurse&consistent", cancellation: cancellation));

    public async Task Put(string key, byte[] value, CancellationToken cancellation) =>
        (await client.SendAsync(HttpMethod.Put, Path(key), body: value, cancellation: cancellation))
            .EnsureSuccess();

    public async Task DeleteTree(string prefix, CancellationToken cancellation) =>
        (await client.SendAsync(HttpMethod.Delete, Path(prefix), "recurse", cancellation: cancellation))
            .EnsureSuccess();

    /// <summary>Everything under a prefix as of one moment.</summary>
    public async Task<KeyPair[]> ReadTree(string prefix, CancellationToken cancellation)
    {
        var answer = await Transact([KeyOperation.ReadTree(prefix)], "consistent", cancellation);
        return answer.Errors is { Length: > 0 } errors
            ? throw new IOException($"Consul did not read {prefix}: {errors[0].What}")
            : [.. (answer.Results ?? []).Select(result => result.KV).OfType<KeyPair>()];
    }

    /// <summary>Does all or nothing.</summary>
    /// <returns>The operations that found another index than theirs; empty = all was done.</returns>
    /// <exception cref="IOException">Refused for another reason; nothing was done.</exception>
    public async Task<ImmutableArray<int>> Commit(
        IReadOnlyList<KeyOperation> operations, CancellationToken cancellation)
    {
        var answer = await Transact(operations, null, cancellation);
        var errors = answer.Errors ?? [];
        var other = errors.FirstOrDefault(error => !IsContention(error.What, operations, error.OpIndex));
        return other is null
            ? [.. errors.Select(error => error.OpIndex)]
            : throw new IOException($"Consul refused a transaction: {other.What}");
    }

    private static bool IsContention(string? what, IReadOnlyList<KeyOperation> operations, int index) =>
        what is not null
        && (what.Contains(StaleIndex, StringComparison.Ordinal)
            || (operations[index].Verb == "check-not-exists"
                && what.Contains(PresentKey, StringComparison.Ordinal)));

    private async Task<TransactionAnswer> Transact(
        IReadOnlyList<KeyOperation> operations, string? query, CancellationToken cancellation)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            operations.Select(operation => new TransactionStep(operation)).ToArray(),
            KeyJson.Default.TransactionStepArray);
        var answer = await client.SendAsync(
            HttpMethod.Put, "v1/txn", query, body, cancellation: cancellation);

        // 409 has the reasons in the same form; they decide, not the status.
        if (answer.Status != HttpStatusCode.Conflict)
        {
            answer.EnsureSuccess();
        }

        var parsed = JsonSerializer.Deserialize(answer.Body.Span, KeyJson.Default.TransactionAnswer)!;
        return answer.IsSuccess || parsed.Errors is { Length: > 0 } ? parsed : throw answer.Fault();
    }

    private static KeyPair[] Pairs(ConsulAnswer answer)
    {
        if (answer.IsFiltered)
        {
            // Taken for the whole, it would look as if silos had gone.
            throw new UnauthorizedAccessException("The Consul token may not read all keys of the cluster.");
        }

        return answer.Status == HttpStatusCode.NotFound
            ? []
            : JsonSerializer.Deserialize(
                answer.EnsureSuccess().Body.Span, KeyJson.Default.KeyPairArray) ?? [];
    }

    private static string Path(string key) =>
        "v1/kv/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}
