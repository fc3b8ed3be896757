using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>Rows of a list from a place on.</summary>
/// <param name="Next">The last row's sort key, for the cursor; null at the end.</param>
public readonly record struct Rows<T>(ImmutableArray<T> Data, string[]? Next);

/// <summary>Rows of a list, and where to go on unless they are the last.</summary>
internal readonly record struct Rows<T, TPlace>(ImmutableArray<T> Data, TPlace Next, bool AreLast);

/// <summary>Answers lists: a page as JSON, or the whole list as NDJSON, a line for each row.</summary>
public static class Lists
{
    /// <summary>Rows that an NDJSON answer reads at once.</summary>
    internal const int ChunkRows = 200;

    /// <summary>Names the formats of a list.</summary>
    public static TBuilder OffersList<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.Offers("application/json", NdjsonAnswer.MediaType);

    /// <param name="list">What its cursors are bound to.</param>
    /// <param name="after">Where to begin; null = at the start.</param>
    /// <param name="read">Reads rows after a sort key, at most so many.</param>
    public static async Task<IResult> Answer<T>(
        HttpContext context,
        string list,
        ImmutableArray<string>? after,
        int limit,
        Func<ImmutableArray<string>?, int, Task<Rows<T>>> read,
        JsonTypeInfo<Page<T>> pageType,
        JsonTypeInfo<T> rowType)
    {
        if (WantsLines(context.Request))
        {
            // The first rows before the answer begins: what goes wrong with them can still be told.
            return Lines(await Read(after), Read, rowType, LineLimit(context.Request, limit));
        }

        var rows = await read(after, limit);
        var next = rows.Next is null ? null : Cursor.Encode(list, rows.Next);
        return Answers.Page(new Page<T>(rows.Data, next), pageType);

        async Task<Rows<T, ImmutableArray<string>?>> Read(ImmutableArray<string>? place)
        {
            var found = await read(place, ChunkRows);
            return new(found.Data, found.Next is null ? null : [.. found.Next], found.Next is null);
        }
    }

    /// <summary>
    /// Of rows read one beyond the limit: those within it, and the last one's key unless that is the end.
    /// </summary>
    public static Rows<T> Cut<T>(ImmutableArray<T> found, int limit, Func<T, string[]> key) =>
        found.Length > limit ? new(found[..limit], key(found[limit - 1])) : new(found, null);

    internal static IResult Lines<T, TPlace>(
        Rows<T, TPlace> first, Func<TPlace, Task<Rows<T, TPlace>>> read, JsonTypeInfo<T> type, int? limit) =>
        new NdjsonAnswer<T, TPlace>(first, read, type, limit);

    /// <summary>Most lines; a list of lines without a limit goes on to its end.</summary>
    internal static int? LineLimit(HttpRequest request, int limit) =>
        request.Query.ContainsKey(QueryFields.LimitParameter) ? limit : null;

    /// <summary>Whether NDJSON is named, and JSON is not liked better.</summary>
    internal static bool WantsLines(HttpRequest request) =>
        request.Headers.Accept.Count > 0
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && Liking(accepted, NdjsonAnswer.MediaType) is var lines and > 0
        && lines >= Liking(accepted, "application/json");

    private static double Liking(IList<MediaTypeHeaderValue> accepted, string mediaType) =>
        accepted.FirstOrDefault(range => range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
            is { } named
            ? named.Quality ?? 1
            : 0;
}
