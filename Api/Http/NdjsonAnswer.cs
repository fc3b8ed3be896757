using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Http;

/// <summary>
/// A list as <c>application/x-ndjson</c>: one JSON document a line, from a place to the end or to the limit, read as
/// fast as the client takes it. A list that could not be finished ends in a broken connection, never early.
/// </summary>
/// <param name="read">Reads the rows after a place.</param>
/// <param name="limit">Most lines; null = all.</param>
internal sealed class NdjsonAnswer<T, TPlace>(
    Rows<T, TPlace> first, Func<TPlace, Task<Rows<T, TPlace>>> read, JsonTypeInfo<T> type, int? limit) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = NdjsonAnswer.MediaType;
        if (Routing.IsHead(httpContext))
        {
            return;
        }

        var left = limit ?? int.MaxValue;
        using var lines = new NdjsonLines(response.BodyWriter);
        for (var rows = first; ; rows = await read(rows.Next))
        {
            foreach (var row in rows.Data.Take(left))
            {
                lines.Write(json => JsonSerializer.Serialize(json, row, type));
                left--;
            }

            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
            if (rows.AreLast || left == 0)
            {
                return;
            }
        }
    }
}

internal static class NdjsonAnswer
{
    public const string MediaType = "application/x-ndjson";
}

/// <summary>Writes JSON documents, a line each.</summary>
internal sealed class NdjsonLines(PipeWriter body) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(body, Answers.WriterOptions);

    public void Write(Action<Utf8JsonWriter> document)
    {
        document(_json);
        _json.Flush();
        _json.Reset();
        body.GetSpan(1)[0] = (byte)'\n';
        body.Advance(1);
    }

    public void Dispose() => _json.Dispose();
}
