using System.Globalization;
using System.Text.Json;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Fuzz;

/// <summary>Makes a request for an operation of the description: sound, with a fault or two, or wild.</summary>
internal sealed class RequestMaker(ApiDescription description, Subjects subjects, Callers callers)
{
    private static readonly string[] OtherMethods = ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "get", "QUERY", "DELETE"];

    /// <summary>They hash passwords, which is slow on purpose: sound requests for them are few.</summary>
    private static readonly string[] Hashing =
        ["/login", "/users", "/password/reset", "/totp", "/totp/disable", "/recovery-codes", "/passkeys/options"];

    private readonly SoundValues _sound = new(subjects);
    private readonly TargetMaker _targets = new(subjects);

    public RawRequest Make(string method, DescribedPath path, Dice dice)
    {
        var faultRate = dice.Below(10) switch { < 4 => 0, < 8 => 0.07, _ => 0.3 };
        if (method == "POST" && Hashing.Any(end => path.Name.EndsWith(end, StringComparison.Ordinal))
            && dice.Chance(0.85))
        {
            faultRate = 0.3;
        }

        var operation = path.Operation(method)!.Value;
        var isOwn = path.Name.Contains("/users/me", StringComparison.Ordinal) && method != "GET";
        var caller = callers.Pick(dice, ScopeOf(operation), isOwn);
        var maker = new JsonMaker(description, _sound, dice, faultRate);
        var parameters = operation.TryGetProperty("parameters", out var list)
            ? list.EnumerateArray().Select(description.Resolve).ToList()
            : [];
        var isCustomers = caller == callers.Customer || caller == callers.Other;
        var target = _targets.Path(path.Name, dice, faultRate, isCustomers);
        target += _targets.Query(target, parameters, maker, dice, faultRate);
        var request = new RawRequest(method, target) { Caller = caller };
        AddHeaders(request, parameters, dice, faultRate);
        if (operation.TryGetProperty("requestBody", out var body))
        {
            var optional = !body.GetProperty("required").GetBoolean();
            if (!dice.Chance(optional ? 0.4 : faultRate / 20))
            {
                BodyMaker.Add(request, body.GetProperty("content"), maker, dice, faultRate);
            }
        }
        else if (dice.Chance(faultRate / 10))
        {
            (request.Body, request.MediaType) = ("{\"a\":1}"u8.ToArray(), "application/json");
        }

        if (path.Name.EndsWith("/login", StringComparison.Ordinal))
        {
            SignIn(request, dice);
        }

        // No caller may end its own account by chance.
        if (!path.Name.Contains("/users/", StringComparison.Ordinal) && dice.Chance(faultRate / 8))
        {
            request.Method = method == "GET" ? dice.Pick(OtherMethods) : dice.Pick(["OPTIONS", "PUT", "TRACE"]);
        }

        return request;
    }

    // Only this one user: others must not be locked out.
    private static void SignIn(RawRequest request, Dice dice)
    {
        if (dice.Chance(0.03))
        {
            request.Body = JsonSerializer.SerializeToUtf8Bytes(
                new { username = Callers.LoginName, password = Callers.Password });
            request.MediaType = "application/json";
        }
    }

    private void AddHeaders(RawRequest request, List<JsonElement> parameters, Dice dice, double faultRate)
    {
        foreach (var name in parameters.Where(parameter => parameter.GetProperty("in").GetString() == "header")
            .Select(parameter => parameter.GetProperty("name").GetString()!))
        {
            var isBad = dice.Chance(faultRate);
            if (HeaderValue(name, request.Target.Split('?')[0], isBad, dice) is not { } value)
            {
                continue;
            }

            request.Headers.Add((name, value));
            if (isBad && dice.Chance(0.2))
            {
                request.Headers.Add((dice.Chance(0.5) ? name : name.ToUpperInvariant(), value));
            }
        }

        if (dice.Chance(faultRate))
        {
            request.Headers.Add(("Accept", dice.Pick(Oddities.Accepts)));
        }
        else if (dice.Chance(0.05))
        {
            request.Headers.Add(
                ("Accept", dice.Pick(["application/json", "*/*", "application/x-ndjson", "text/event-stream"])));
        }

        if (dice.Chance(faultRate))
        {
            request.Headers.Add(dice.Pick(Oddities.Headers));
        }

        if (dice.Chance(faultRate / 60))
        {
            var length = dice.Pick([1_000, 8_000, 31_000, 33_000]);
            request.Headers.Add(("X-Long", new string('l', length)));
            request.BreaksHttp = length > 30_000;
        }
    }

    private string? HeaderValue(string name, string path, bool isBad, Dice dice) => name switch
    {
        "Idempotency-Key" when isBad => dice.Chance(0.2) ? null : dice.Pick(Oddities.Keys),
        "Idempotency-Key" => string.Create(CultureInfo.InvariantCulture, $"key-{dice.Any():x}"),
        "Prefer" when isBad => dice.Pick(Oddities.Preferences),
        "Prefer" => dice.Chance(0.15) ? dice.Pick(["respond-async", "wait=2"]) : null,
        "If-Match" when isBad => dice.Pick(Oddities.EntityTags),
        "If-Match" when path.Contains("/items/", StringComparison.Ordinal) => dice.Chance(0.7) ? "*" : null,
        "If-Match" => dice.Chance(0.25) ? subjects.Version(ResourceOf(path)) ?? "*" : null,
        "If-None-Match" when isBad => dice.Pick(Oddities.EntityTags),
        "If-None-Match" => dice.Chance(0.25) ? subjects.Version(path) : null,
        "Last-Event-ID" => isBad ? dice.Pick(Oddities.EventIds)
            : dice.Chance(0.3) ? subjects.Pick(Subjects.EventIds, dice) : null,
        _ => isBad ? dice.Pick(Oddities.Texts).Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ') : null,
    };

    // The tag of /orders/x is that of what /orders/x/cancel changes.
    private static string ResourceOf(string path) =>
        path.Split('/') is { Length: > 5 } parts ? string.Join('/', parts.Take(5)) : path;

    private static string? ScopeOf(JsonElement operation) =>
        operation.TryGetProperty("security", out var ways)
            ? (from way in ways.EnumerateArray()
               from scheme in way.EnumerateObject()
               from scope in scheme.Value.EnumerateArray()
               select scope.GetString()).FirstOrDefault()
            : null;
}
