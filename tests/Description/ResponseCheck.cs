using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Storehouse.Tests.Described;

/// <summary>Holds an answer against what is described of its status.</summary>
internal sealed class ResponseCheck(ApiDescription description, Exchange exchange, List<string> faults)
{
    private const string Lines = "application/x-ndjson";

    public void Check(JsonElement response, JsonElement operation)
    {
        CheckHeaders(response.GetProperty("headers"));
        if (!response.TryGetProperty("content", out var content))
        {
            if (exchange.Body is { Length: > 0 })
            {
                faults.Add("has a body where none is described");
            }
        }
        else if (exchange.Method != "HEAD" && !IsLeftOut())
        {
            CheckBody(content, operation);
        }
    }

    private bool IsLeftOut() => exchange.Body is { Length: 0 }
        && exchange.Headers("Preference-Applied")?.Contains("return=minimal", StringComparison.Ordinal) == true;

    private void CheckHeaders(JsonElement headers)
    {
        foreach (var described in headers.EnumerateObject())
        {
            var header = description.Resolve(described.Value);
            if (exchange.Headers(described.Name) is { } value)
            {
                CheckHeader(described.Name, header.GetProperty("schema"), value);
            }
            else if (header.GetProperty("required").GetBoolean())
            {
                faults.Add($"lacks the header {described.Name}");
            }
        }

        // What is described of some answers means the same where it is not described.
        faults.AddRange(description.HeaderNames
            .Where(name => !headers.TryGetProperty(name, out _) && exchange.Headers(name) is not null)
            .Select(name => $"has the header {name}: {exchange.Headers(name)}"));
    }

    private void CheckHeader(string name, JsonElement schema, string value)
    {
        var isNumber = schema.TryGetProperty("type", out var type) && type.GetString() == "integer";
        var element = isNumber && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? JsonSerializer.SerializeToElement(number)
            : JsonSerializer.SerializeToElement(value);
        faults.AddRange(description.Schemas.Faults(schema, element).Select(fault => $"header {name}{fault}"));
    }

    private void CheckBody(JsonElement content, JsonElement operation)
    {
        if (exchange.MediaType is not { } mediaType || !content.TryGetProperty(mediaType, out var media))
        {
            faults.Add($"is of the media type '{exchange.MediaType}'");
            return;
        }

        var schema = media.GetProperty("schema");
        if (exchange.CodeOf() is { } code && !CodesOf(schema).Contains(code))
        {
            faults.Add($"is the problem {code}, which is not among {string.Join(", ", CodesOf(schema))}");
            return;
        }

        if (exchange.Body is not { } body)
        {
            return;
        }

        if (mediaType == Lines)
        {
            CheckLines(body, content, operation);
        }
        else if (mediaType.EndsWith("json", StringComparison.Ordinal))
        {
            CheckJson(body, schema);
        }
    }

    // A line is as a row of the page, whose schema stands beside.
    private void CheckLines(byte[] body, JsonElement content, JsonElement operation)
    {
        var page = description.Resolve(content.GetProperty("application/json").GetProperty("schema"));
        if (!page.GetProperty("properties").TryGetProperty("data", out var rows))
        {
            faults.Add($"{operation.GetProperty("operationId")} has lines, but no page with rows");
            return;
        }

        foreach (var line in Encoding.UTF8.GetString(body).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            CheckJson(Encoding.UTF8.GetBytes(line), rows.GetProperty("items"));
        }
    }

    private void CheckJson(byte[] body, JsonElement schema)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            faults.AddRange(description.Schemas.Faults(schema, json.RootElement).Select(fault => "body " + fault));
        }
        catch (JsonException fault)
        {
            faults.Add("is not JSON: " + fault.Message);
        }
    }

    private HashSet<string> CodesOf(JsonElement schema)
    {
        var whole = description.Resolve(schema);
        return whole.TryGetProperty("oneOf", out var kinds)
            ? [.. kinds.EnumerateArray().SelectMany(CodesOf)]
            : [
                .. from part in whole.GetProperty("allOf").EnumerateArray().Select(description.Resolve)
                   where part.GetProperty("properties").GetProperty("code").TryGetProperty("const", out _)
                   select part.GetProperty("properties").GetProperty("code").GetProperty("const").GetString()!,
            ];
    }
}
