namespace Storehouse.Http;

/// <summary>Headers that every answer carries. A page of ours sets its own content policy.</summary>
internal static class ResponseHeaders
{
    public static Task Add(HttpContext context, RequestDelegate next)
    {
        Apply(context);
        return next(context);
    }

    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers[Tracing.Header] = Tracing.CurrentTraceId;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        // Shared caches keep nothing; a client's own may, and asks with If-None-Match.
        headers.CacheControl = HttpMethods.IsGet(context.Request.Method) ? "private, no-cache" : "no-store";
        headers.Vary = "Accept, Authorization";
    }
}
