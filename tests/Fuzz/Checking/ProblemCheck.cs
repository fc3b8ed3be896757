using System.Text.Json;

namespace Storehouse.Tests.Fuzz;

/// <summary>Holds an error answer against RFC 9457 and what the API promises of every error.</summary>
internal static class ProblemCheck
{
    private static readonly string[] Leaks = ["Exception", "   at ", "Storehouse.", "System.", "SQLite", "/tmp/"];

    /// <param name="path">Null when the request was refused before it had one.</param>
    public static void Check(RawAnswer answer, string? path, List<string> faults)
    {
        CheckHeaders(answer, faults);
        if (answer.Body is not { Length: > 0 } body)
        {
            return;
        }

        if (answer.MediaType != "application/problem+json")
        {
            faults.Add($"an error of the media type '{answer.MediaType}'");
            return;
        }

        using var json = JsonDocument.Parse(body);
        var problem = json.RootElement;
        foreach (var name in (string[])["type", "title", "detail", "instance", "code", "trace_id"])
        {
            if (!problem.TryGetProperty(name, out var member)
                || member.GetString() is not { } text || (text.Length == 0 && !(name == "instance" && path is null)))
            {
                faults.Add($"a problem without '{name}'");
            }
            else if (name == "detail" && Leaks.Any(leak => text.Contains(leak, StringComparison.Ordinal)))
            {
                faults.Add($"tells of its inside: {text}");
            }
        }

        if (faults.Count > 0)
        {
            return;
        }

        CheckMembers(answer, path, problem, faults);
    }

    private static void CheckHeaders(RawAnswer answer, List<string> faults)
    {
        var needed = answer.Status switch
        {
            401 => "WWW-Authenticate",
            405 => "Allow",
            429 or 503 => "Retry-After",
            _ => "Trace-Id",
        };
        if (answer.Header(needed) is null)
        {
            faults.Add($"{answer.Status} without {needed}");
        }
    }

    private static void CheckMembers(RawAnswer answer, string? path, JsonElement problem, List<string> faults)
    {
        var code = Text("code");
        if (Text("type") != "/problems/" + code)
        {
            faults.Add($"type {Text("type")} of {code}");
        }

        if (problem.GetProperty("status").GetInt32() != answer.Status)
        {
            faults.Add($"a problem of status {problem.GetProperty("status")} in a {answer.Status}");
        }

        if (answer.Header("Idempotent-Replayed") is null && Text("trace_id") != answer.Header("Trace-Id"))
        {
            faults.Add("trace_id is not Trace-Id");
        }

        if (path is not null && !path.Contains('\ufffd', StringComparison.Ordinal)
            && !path.Contains('%', StringComparison.Ordinal)
            && Uri.UnescapeDataString(Text("instance")) != path)
        {
            faults.Add($"instance '{Text("instance")}' is not the path");
        }

        var named = problem.TryGetProperty("errors", out var errors) ? errors.GetArrayLength() : 0;
        if (code == "validation_failed" ? named == 0 : named != 0)
        {
            faults.Add($"{code} with {named} faults");
        }

        for (var index = 0; index < named; index++)
        {
            CheckFault(errors[index], faults);
        }

        string Text(string name) => problem.GetProperty(name).GetString()!;
    }

    private static void CheckFault(JsonElement fault, List<string> faults)
    {
        var hasPointer = fault.TryGetProperty("pointer", out var pointer);
        var hasParameter = fault.TryGetProperty("parameter", out _);
        if (hasPointer == hasParameter)
        {
            faults.Add("a fault without its place: " + fault.GetRawText());
        }
        else if (hasPointer && pointer.GetString() is { Length: > 0 } text
            && (text[0] != '/' || text.Split('~').Skip(1).Any(rest => rest is not ['0' or '1', ..])))
        {
            faults.Add($"'{text}' is no JSON Pointer");
        }

        if (string.IsNullOrEmpty(fault.GetProperty("code").GetString())
            || string.IsNullOrEmpty(fault.GetProperty("detail").GetString()))
        {
            faults.Add("an empty fault: " + fault.GetRawText());
        }
    }
}
