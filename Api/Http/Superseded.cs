using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>
/// A route that another takes the place of: it says so on every answer (<c>Deprecation</c>, RFC 9745;
/// <c>Sunset</c>, RFC 8594; <c>Link: rel="successor-version"</c>, RFC 5829).
/// </summary>
/// <param name="Since">From when on it is deprecated.</param>
/// <param name="Until">When it may stop to answer.</param>
/// <param name="Successor">The path of the route that takes its place.</param>
public sealed record Superseded(DateTimeOffset Since, DateTimeOffset Until, string Successor)
{
    private readonly string _deprecation = string.Create(
        CultureInfo.InvariantCulture, $"@{Since.ToUnixTimeSeconds()}");

    private readonly string _sunset = HeaderUtilities.FormatDate(Until);
    private readonly string _link = $"<{Successor}>; rel=\"successor-version\"";

    internal void Tell(IHeaderDictionary headers)
    {
        headers["Deprecation"] = _deprecation;
        headers["Sunset"] = _sunset;
        headers.Append(HeaderNames.Link, _link);
    }
}

public static class SupersededRoutes
{
    public static TBuilder SupersededBy<TBuilder>(
        this TBuilder builder, string successor, DateTimeOffset since, DateTimeOffset until)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new Superseded(since, until, successor));

    // Before authorisation: who is refused should know, too.
    internal static Task Tell(HttpContext context, RequestDelegate next)
    {
        context.GetEndpoint()?.Metadata.GetMetadata<Superseded>()?.Tell(context.Response.Headers);
        return next(context);
    }
}
