using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Described;

/// <summary>A request and its answer, to be held against a description.</summary>
/// <param name="Headers">Of the answer; null for one that it lacks.</param>
/// <param name="Body">Of the answer, unpacked; null when it has no end, or was not read.</param>
public sealed record Exchange(
    string Method,
    Uri Uri,
    string? RequestMediaType,
    byte[]? RequestBody,
    int Status,
    Func<string, string?> Headers,
    string? MediaType,
    byte[]? Body)
{
    private const string Problem = "application/problem+json";

    /// <summary>Where the exchange is not as described; empty when it is.</summary>
    public IReadOnlyList<string> Faults(ApiDescription description)
    {
        var method = Method == "HEAD" ? "GET" : Method;
        if (description.Find(Uri.AbsolutePath, method) is not { } path)
        {
            return Status == 404 && CodeOf() is null or "not_found" ? [] : [$"{Place()} is of no described path"];
        }

        if (path.Operation(method) is not { } operation)
        {
            return IsOfForeignMethod() ? [] : [$"{Place()} is of no described operation"];
        }

        var faults = new List<string>();
        var status = Status.ToString(CultureInfo.InvariantCulture);
        if (!operation.GetProperty("responses").TryGetProperty(status, out var response))
        {
            faults.Add("status is not described");
        }
        else
        {
            new ResponseCheck(description, this, faults).Check(description.Resolve(response), operation);
        }

        if (Status < 300)
        {
            CheckRequest(description, operation, faults);
        }

        return [.. faults.Select(fault => $"{Place()} {path.Name}: {fault}")];
    }

    /// <summary>The problem's code; null when the answer is no problem, or has no body.</summary>
    internal string? CodeOf()
    {
        if (MediaType != Problem || Body is not { Length: > 0 })
        {
            return null;
        }

        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty("code", out var code) ? code.GetString() : null;
    }

    // Of every path there is OPTIONS, and a refusal of methods that it does not know.
    private bool IsOfForeignMethod() => Method == "OPTIONS"
        ? Status is 204 or 429 or 503 && (Status != 204 || Headers("Allow") is not null)
        : Status is 429 or 503 || (Status == 405 && Headers("Allow") is not null
            && CodeOf() is null or "method_not_allowed");

    private string Place() => string.Create(CultureInfo.InvariantCulture, $"{Status} to {Method} {Uri.PathAndQuery}");

    /// <summary>What was accepted must be what the description says is accepted.</summary>
    private void CheckRequest(ApiDescription description, JsonElement operation, List<string> faults)
    {
        var known = operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(description.Resolve)
                .Where(parameter => parameter.GetProperty("in").GetString() == "query")
                .Select(parameter => parameter.GetProperty("name").GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        var given = Uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => WebUtility.UrlDecode(pair.Split('=')[0]));
        faults.AddRange(given.Where(name => !known.Contains(name)).Select(name => $"took the parameter {name}"));
        var isDescribed = operation.TryGetProperty("requestBody", out var described);
        if (RequestBody is not { Length: > 0 })
        {
            if (isDescribed && RequestBody is not null && described.GetProperty("required").GetBoolean())
            {
                faults.Add("took no body at all");
            }

            return;
        }

        if (!isDescribed || !described.GetProperty("content").TryGetProperty(RequestMediaType ?? "", out var media))
        {
            faults.Add($"took a body of '{RequestMediaType}'");
        }
        else if (RequestMediaType!.EndsWith("json", StringComparison.Ordinal) && !RequestMediaType.Contains("ndjson"))
        {
            using var body = JsonDocument.Parse(WithoutByteOrderMark(RequestBody));
            faults.AddRange(description.Schemas.Faults(media.GetProperty("schema"), body.RootElement)
                .Select(fault => "took " + fault));
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(byte[] body) =>
        body.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? body.AsMemory(Encoding.UTF8.Preamble.Length) : body;
}
