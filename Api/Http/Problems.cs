using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Storehouse.Http;

/// <summary>Makes the problems that more than one route answers with.</summary>
public static class Problems
{
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    public static Problem Of(ProblemKind kind, string detail) => new(kind, detail);

    public static Problem Invalid(params ImmutableArray<Fault> faults) =>
        new Problem(
            ProblemKinds.ValidationFailed,
            faults.Length == 1 ? "The request has 1 fault." : $"The request has {faults.Length} faults.")
            .With(faults);

    public static Problem NotFound(string detail = "There is no such resource.") =>
        new(ProblemKinds.NotFound, detail);

    public static Problem Forbidden(string detail) => new(ProblemKinds.Forbidden, detail);

    public static Problem VersionMismatch(long currentVersion) =>
        new Problem(ProblemKinds.VersionMismatch, "If-Match names another version than the current one.")
            .With("current_version", currentVersion);

    public static Problem IdempotencyKeyReused() =>
        new(ProblemKinds.IdempotencyKeyReused, "This Idempotency-Key was used for another request.");

    public static Problem IdempotencyKeyInUse() =>
        new Problem(ProblemKinds.IdempotencyKeyInUse, "The first request under this key is still running.")
            .RetryAfter(ShortWait);

    public static Problem PayloadTooLarge(long limitBytes) =>
        new Problem(ProblemKinds.PayloadTooLarge, $"The body may have at most {limitBytes} bytes.")
            .With("limit_bytes", limitBytes);

    public static Problem UnsupportedMediaType(params ReadOnlySpan<string> supported)
    {
        var names = new JsonArray();
        foreach (var name in supported)
        {
            names.Add(name);
        }

        return new Problem(
            ProblemKinds.UnsupportedMediaType,
            $"The body must be {string.Join(" or ", supported)}, in UTF-8.")
            .With("supported", names);
    }

    public static Problem Unavailable(TimeSpan? retryAfter = null) =>
        new Problem(
            ProblemKinds.Unavailable,
            "The request could not be served now. It may be repeated safely under the same Idempotency-Key.")
            .RetryAfter(retryAfter ?? ShortWait);
}
