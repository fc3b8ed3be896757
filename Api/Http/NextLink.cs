using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace Storehouse.Http;

/// <summary>The <c>Link: rel="next"</c> of a page (RFC 8288): the same request from its cursor on.</summary>
internal static class NextLink
{
    public static void Set(HttpContext context, string parameter, string? cursor)
    {
        if (cursor is null)
        {
            return;
        }

        var request = context.Request;
        var query = new QueryBuilder(request.Query.Where(pair => pair.Key != parameter)) { { parameter, cursor } };
        var uri = request.PathBase + request.Path.ToUriComponent() + query.ToQueryString();
        context.Response.Headers.Append(HeaderNames.Link, $"<{uri}>; rel=\"next\"");
    }
}
