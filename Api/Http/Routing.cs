using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>The formats a route can answer in; JSON when it says nothing.</summary>
public sealed record OfferedMediaTypes(params string[] Names);

/// <summary>What HTTP asks of every route: HEAD, OPTIONS, 404, 405 and 406.</summary>
public static class Routing
{
    public const string ApiPrefix = "/api";

    /// <summary>What every route of this version begins with.</summary>
    public const string V1 = ApiPrefix + "/v1";

    /// <summary>A preview: its routes may still change; those of version 1 that they replace say so.</summary>
    public const string V2 = ApiPrefix + "/v2";

    private static readonly string[] Json = ["application/json"];
    private static readonly object HeadKey = new();

    /// <summary>Names the formats the route can answer in, for 406 and the documents.</summary>
    public static TBuilder Offers<TBuilder>(this TBuilder builder, params string[] mediaTypes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new OfferedMediaTypes(mediaTypes));

    internal static bool IsApi(PathString path) => path.StartsWithSegments(ApiPrefix, StringComparison.Ordinal);

    /// <summary>Whether the client sent HEAD: an endless body must not be begun.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(HeadKey);

    // A HEAD is its GET without the body, which the server leaves out by what came over the wire.
    internal static async Task HeadAsGet(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        context.Items[HeadKey] = true;
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }

    // Before authorisation, whose fallback would ask for a token where there is nothing to protect.
    internal static Task AnswerUnroutable(HttpContext context, RequestDelegate next)
    {
        switch (context.GetEndpoint())
        {
            case null when HttpMethods.IsOptions(context.Request.Method) && !context.Request.Path.HasValue:
                // "OPTIONS *" asks for the server as a whole (RFC 9110, 9.3.7).
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                context.Response.Headers.Allow = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT";
                return Task.CompletedTask;
            case null:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            case RouteEndpoint endpoint:
                return AnswerUnacceptable(context, endpoint, next);
            case { RequestDelegate: { } refuse }:
                return Refuse(context, refuse);
            default:
                return next(context);
        }
    }

    private static async Task Refuse(HttpContext context, RequestDelegate refuse)
    {
        await refuse(context);
        if (context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed)
        {
            var allowed = context.Response.Headers.Allow.ToString().Split(", ").ToHashSet();
            if (allowed.Contains(HttpMethods.Get))
            {
                allowed.Add(HttpMethods.Head);
            }

            allowed.Add(HttpMethods.Options);
            context.Response.Headers.Allow = string.Join(", ", allowed.Order(StringComparer.Ordinal));
        }
    }

    private static Task AnswerUnacceptable(HttpContext context, RouteEndpoint endpoint, RequestDelegate next)
    {
        var accept = context.Request.Headers.Accept;
        if (accept.Count == 0
            || accept is ["*/*" or "application/json"]
            || !IsApi(context.Request.Path))
        {
            return next(context);
        }

        var offered = endpoint.Metadata.GetMetadata<OfferedMediaTypes>()?.Names ?? Json;
        return MediaTypeHeaderValue.TryParseList(accept, out var accepted) && !Admits(accepted, offered)
            ? Problems.Of(ProblemKinds.NotAcceptable, $"This resource offers {string.Join(", ", offered)}.")
                .With("offered", new JsonArray([.. offered.Select(name => JsonValue.Create(name))]))
                .ExecuteAsync(context)
            : next(context);
    }

    private static bool Admits(IList<MediaTypeHeaderValue> accepted, string[] offered) =>
        offered.Any(name => accepted.Any(
            range => range.Quality is not 0
                && new MediaTypeHeaderValue(name).IsSubsetOf(new MediaTypeHeaderValue(range.MediaType))));
}
