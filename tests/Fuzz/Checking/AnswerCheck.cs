using System.Globalization;
using System.Text;
using System.Text.Json;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Fuzz;

/// <summary>Holds an answer against the description, and an acceptance against what may be accepted.</summary>
internal sealed class AnswerCheck(IReadOnlyList<ApiDescription> descriptions, Subjects subjects)
{
    private const int RequestLineMax = 8_000;

    /// <summary>What is wrong with the answer; nothing when all is well.</summary>
    public IEnumerable<string> Faults(RawRequest request, RawAnswer answer)
    {
        // A request that another one overtook may be told to come again.
        if (answer.Status >= 500 && answer.Status != 503)
        {
            return [$"status {answer.Status}"];
        }

        var isBroken = request.BreaksHttp || request.Target.Length > RequestLineMax
            || request.Target.Contains("%00", StringComparison.Ordinal);
        if (isBroken && answer is { Status: 400 or 408 or 414 or 431 })
        {
            var broken = new List<string>();
            ProblemCheck.Check(answer, null, broken);
            return broken;
        }

        var path = Located(request.Target);
        var found = descriptions.Select(description => (Description: description, Path: description.Find(path)))
            .FirstOrDefault(entry => entry.Path is not null);
        var method = request.Method.ToUpperInvariant();
        var faults = new List<string>();
        if (answer.Status >= 400)
        {
            ProblemCheck.Check(answer, path, faults);
        }

        if (found.Path?.Operation(method == "HEAD" ? "GET" : method) is { } operation)
        {
            CheckDescribed(found.Description, operation, request, answer, faults);
        }
        else if (answer.Status is not (204 or 400 or 401 or 404 or 405 or 429 or 503))
        {
            faults.Add($"status {answer.Status} of what is not described");
        }

        CheckSecrets(request, answer, faults);
        return faults;
    }

    /// <summary>Whether a repeat under the same key is promised the same answer.</summary>
    public bool PromisesReplay(RawRequest request, RawAnswer answer) =>
        request.Method == "POST" && request.Header("Idempotency-Key") is not null
        && (from description in descriptions
            let operation = description.Find(Located(request.Target))?.Operation("POST")
            where operation is not null
            select description.Resolve(operation.Value.GetProperty("responses")
                    .GetProperty(answer.Status.ToString(CultureInfo.InvariantCulture)))
                .GetProperty("headers").TryGetProperty("Idempotent-Replayed", out _)).FirstOrDefault();

    private static void CheckDescribed(
        ApiDescription description, JsonElement operation, RawRequest request, RawAnswer answer, List<string> faults)
    {
        var responses = operation.GetProperty("responses");
        if (!responses.TryGetProperty(answer.Status.ToString(CultureInfo.InvariantCulture), out var given))
        {
            faults.Add($"status {answer.Status} is not described");
            return;
        }

        var response = description.Resolve(given);
        CheckHeaders(description, response, answer, faults);
        if (!response.TryGetProperty("content", out var content))
        {
            if (answer.Body is { Length: > 0 })
            {
                faults.Add("has a body where none is described");
            }
        }
        else if (request.Method != "HEAD" && !IsMinimal(request, answer))
        {
            CheckBody(description, content, answer, faults);
        }

        if (answer.Status < 300)
        {
            CheckAccepted(description, operation, request, faults);
        }
    }

    // RFC 7240, 4.2: whoever prefers it gets an acceptance without its document.
    private static bool IsMinimal(RawRequest request, RawAnswer answer) =>
        answer is { Status: < 300, Body: [] }
        && request.Headers.Any(header => header.Name == "Prefer"
            && header.Value.Contains("return=minimal", StringComparison.Ordinal));

    private static void CheckHeaders(
        ApiDescription description, JsonElement response, RawAnswer answer, List<string> faults)
    {
        if (!response.TryGetProperty("headers", out var headers))
        {
            return;
        }

        foreach (var given in headers.EnumerateObject())
        {
            var header = description.Resolve(given.Value);
            var schema = header.GetProperty("schema");
            if (answer.Header(given.Name) is not { } value)
            {
                if (header.TryGetProperty("required", out var required) && required.GetBoolean())
                {
                    faults.Add($"lacks the header {given.Name}");
                }
            }
            else if (schema.TryGetProperty("type", out var type) && type.GetString() == "string")
            {
                faults.AddRange(description.Schemas.Faults(schema, JsonSerializer.SerializeToElement(value))
                    .Select(fault => $"{given.Name}{fault}"));
            }
        }
    }

    private static void CheckBody(
        ApiDescription description, JsonElement content, RawAnswer answer, List<string> faults)
    {
        if (answer.MediaType is not { } mediaType || !content.TryGetProperty(mediaType, out var media))
        {
            faults.Add($"is of the media type '{answer.MediaType}'");
            return;
        }

        if (answer.Body is not { } body)
        {
            return;
        }

        try
        {
            if (mediaType is "application/x-ndjson")
            {
                foreach (var line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    JsonDocument.Parse(line).Dispose();
                }
            }
            else if (mediaType.EndsWith("json", StringComparison.Ordinal))
            {
                using var json = JsonDocument.Parse(body);
                faults.AddRange(description.Schemas.Faults(media.GetProperty("schema"), json.RootElement).Take(3)
                    .Select(fault => "body " + fault));
            }
        }
        catch (JsonException error)
        {
            faults.Add("the body is not JSON: " + error.Message);
        }
    }

    /// <summary>What was accepted must be what the description says is accepted.</summary>
    private static void CheckAccepted(
        ApiDescription description, JsonElement operation, RawRequest request, List<string> faults)
    {
        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(description.Resolve)
                .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .Select(parameter => parameter.GetProperty("name").GetString()!).ToHashSet()
            : [];
        var query = request.Target.Split('?', 2) is [_, var text] ? text : "";
        faults.AddRange(query.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => Uri.UnescapeDataString(pair.Split('=')[0]))
            .Where(name => name.Length > 0 && !known.Contains(name))
            .Select(name => $"took the query parameter '{name}'"));
        if (request.Body is not { Length: > 0 } body
            || !operation.TryGetProperty("requestBody", out var described)
            || request.MediaType?.Split(';')[0].Trim().ToLowerInvariant() is not { } mediaType
            || !mediaType.EndsWith("json", StringComparison.Ordinal) || mediaType == "application/x-ndjson")
        {
            return;
        }

        if (!described.GetProperty("content").TryGetProperty(mediaType, out var media))
        {
            faults.Add($"took a body of {mediaType}");
            return;
        }

        var json = body.AsMemory(body is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0);
        var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
        try
        {
            using var sent = JsonDocument.Parse(json, strict);
            faults.AddRange(description.Schemas.Faults(media.GetProperty("schema"), sent.RootElement)
                .Select(fault => "took " + fault));
        }
        catch (JsonException error)
        {
            faults.Add("took what is not JSON: " + error.Message);
        }
    }

    private void CheckSecrets(RawRequest request, RawAnswer answer, List<string> faults)
    {
        if (answer.Status < 300 && request.Method != "OPTIONS" && request.Caller?.Name is "customer" or "other"
            && subjects.WitnessOrders.Any(id => request.Target.Contains(id, StringComparison.OrdinalIgnoreCase)))
        {
            faults.Add("was let at the order of another");
        }
    }

    /// <summary>The path as the server sees it: unescaped but for slashes, and without dots.</summary>
    private static string Located(string target)
    {
        var parts = new List<string>();
        var given = target.Split('?')[0].Split('/').Skip(1).Select(Unescaped).ToList();
        foreach (var part in given)
        {
            if (part == "..")
            {
                parts = [.. parts.SkipLast(1)];
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts) + (given[^1] is ".." or "." && parts.Count > 0 ? "/" : "");
    }

    private static string Unescaped(string part) => Uri.UnescapeDataString(
        part.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal));
}
