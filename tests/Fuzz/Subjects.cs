using System.Collections.Concurrent;
using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>What there is to ask about: learned from the answers, so that requests name things that exist.</summary>
internal sealed class Subjects
{
    public const string EventIds = "events";
    private const int KeptMax = 200;
    private const int SoonMax = 8;
    private const int TextMax = 200;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _versions = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(RawRequest Request, RawAnswer Answer)> _repeatable = [];
    private readonly ConcurrentDictionary<string, byte> _deleted = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(RawRequest Request, RawAnswer Answer)> _soonRepeatable = [];

    /// <summary>The id of a user whom nobody signs in as.</summary>
    public required string PlainUser { get; init; }

    /// <summary>Nothing of these may be found or changed by customers; nobody else is told of them.</summary>
    public required IReadOnlyList<string> WitnessOrders { get; init; }

    /// <summary>One of the things that were seen below a path such as <c>/api/v1/orders/</c>.</summary>
    public string? Pick(string place, Dice dice) =>
        _known.GetValueOrDefault(place)?.ToArray() is { Length: > 0 } all ? dice.Pick(all) : null;

    /// <summary>The last ETag of a path.</summary>
    public string? Version(string path) => _versions.GetValueOrDefault(path);

    /// <summary>A request that was accepted under a key, with its answer; of something that is still there.</summary>
    public (RawRequest Request, RawAnswer Answer)? Repeatable(Dice dice) =>
        (dice.Chance(0.2) ? _soonRepeatable : _repeatable).ToArray() is { Length: > 0 } all
        && dice.Pick(all) is var chosen && !IsGone(chosen.Request, chosen.Answer)
            ? chosen
            : null;

    /// <summary>What the request was about, or made, has been asked to go: a key of it may have gone with it.</summary>
    public bool IsGone(RawRequest request, RawAnswer answer) => _deleted.Keys.Any(path =>
        request.Target.StartsWith(path, StringComparison.OrdinalIgnoreCase) || path == answer.Header("Location"));

    /// <summary>Notes what is asked to go, before it is.</summary>
    public void Forget(RawRequest request)
    {
        if (request.Method == "DELETE")
        {
            _deleted[request.Target.Split('?')[0]] = 0;
        }
    }

    public void Keep(string place, string value)
    {
        var kept = _known.GetOrAdd(place, _ => []);
        if (value.Length is > 0 and <= TextMax && !kept.Contains(value))
        {
            Bound(kept, value, KeptMax);
        }
    }

    /// <param name="isReplayable">A repeat under the same key must be answered the same.</param>
    public void Learn(RawRequest request, RawAnswer answer, bool isReplayable)
    {
        if (answer.Status is not (200 or 201 or 202) || request.BreaksHttp)
        {
            return;
        }

        var path = request.Target.Split('?')[0];
        if (answer.Header("ETag") is { } version && _versions.Count < 10_000)
        {
            _versions[path] = version;
        }

        if (answer.Header("Location") is { } place && place.LastIndexOf('/') is > 0 and var slash)
        {
            Keep(place[..(slash + 1)], place[(slash + 1)..]);
        }

        if (isReplayable && answer.Header("Idempotent-Replayed") is null)
        {
            // A user remembers a bounded number of answers; orders and items all of a day.
            var isOfUser = path.StartsWith("/api/v1/users", StringComparison.Ordinal);
            Bound(isOfUser ? _soonRepeatable : _repeatable, (request, answer), isOfUser ? SoonMax : KeptMax);
        }

        if (request.Method == "GET" && answer is { MediaType: "application/json", Body: { Length: > 0 } body })
        {
            LearnList(path, body);
        }
    }

    private void LearnList(string path, byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("data", out var rows) || rows.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (json.RootElement.TryGetProperty("next_cursor", out var next) && next.ValueKind == JsonValueKind.String)
        {
            Keep("cursor " + path, next.GetString()!);
        }

        var place = path.EndsWith("/events", StringComparison.Ordinal) ? EventIds : path + "/";
        foreach (var row in rows.EnumerateArray().Take(20))
        {
            if (row.ValueKind == JsonValueKind.Object && row.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String && !WitnessOrders.Contains(id.GetString()!))
            {
                Keep(place, id.GetString()!);
            }
        }
    }

    private static void Bound<T>(ConcurrentQueue<T> kept, T value, int most)
    {
        kept.Enqueue(value);
        if (kept.Count > most)
        {
            kept.TryDequeue(out _);
        }
    }
}
