using Storehouse.Http.Limits;

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
        ApplyAlways(headers);
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }

        // What the API tells is the caller's alone, and true only now: no cache keeps it. Clients that keep answers
        // themselves ask with If-None-Match. Pages and documents for everybody are another matter.
        headers.CacheControl =
            HttpMethods.IsGet(context.Request.Method) && !Routing.IsApi(context.Request.Path)
                ? "private, no-cache"
                : "no-store";
        headers.Vary = "Accept, Accept-Encoding, Authorization";
    }

    /// <summary>Those that do not depend on the request.</summary>
    public static void ApplyAlways(IHeaderDictionary headers)
    {
        headers[Tracing.Header] = Tracing.CurrentTraceId;
        headers.TraceParent = Tracing.Traceparent;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }

    /// <summary>Forgets what an answer that will not be given has set; what is true of any answer stays.</summary>
    public static void StartAnew(HttpContext context)
    {
        var response = context.Response;
        var (policy, state) = (response.Headers[RateLimits.PolicyHeader], response.Headers[RateLimits.StateHeader]);
        response.Clear();
        Apply(context);
        if (policy.Count > 0)
        {
            (response.Headers[RateLimits.PolicyHeader], response.Headers[RateLimits.StateHeader]) = (policy, state);
        }
    }
}
