namespace Storehouse;

/// <summary>Who asks, under which idempotency key, and on which version they believe to act.</summary>
/// <param name="Actor">User id or client id; <c>system</c> for the machinery.</param>
/// <param name="At">When the caller accepted the command.</param>
/// <param name="IdempotencyKey">Scoped to the caller; null when the command needs none.</param>
/// <param name="Fingerprint">Digest of the request, with the key.</param>
/// <param name="IfVersion">Only act when the aggregate has this version (<c>If-Match</c>).</param>
/// <param name="Trace">W3C traceparent of the request.</param>
/// <param name="TraceState">Its W3C tracestate; null for none.</param>
/// <param name="KeepKeyForever">For imports, whose rows may come again months later.</param>
[GenerateSerializer, Immutable, Alias("command-context")]
public sealed record CommandContext(
    [property: Id(0)] string Actor,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string? IdempotencyKey = null,
    [property: Id(3)] string? Fingerprint = null,
    [property: Id(4)] long? IfVersion = null,
    [property: Id(5)] string? Trace = null,
    [property: Id(6)] bool KeepKeyForever = false,
    [property: Id(7)] string? TraceState = null);
