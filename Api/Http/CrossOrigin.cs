using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Storehouse.Hosting;
using Storehouse.Http.Limits;

namespace Storehouse.Http;

/// <summary>
/// Which web pages may call the API from a browser (CORS, WHATWG Fetch). Off unless origins are given.
/// </summary>
public sealed class CrossOriginOptions : IValidatableObject
{
    public const string Section = "Storehouse:Cors";
    private const string Any = "*";

    /// <summary>Origins such as <c>https://shop.example</c>; <c>*</c> = any. Default: none.</summary>
    public string[] Origins { get; set; } = [];

    /// <summary>Whether pages may send cookies along; not with <c>*</c>. Default: false.</summary>
    public bool Credentials { get; set; }

    /// <summary>How long a browser remembers what it may. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromMinutes(10);

    internal bool IsAny => Origins is [Any];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Credentials && Origins.Contains(Any))
        {
            yield return new(
                "Any page could act with its visitors' cookies: name the origins.", [nameof(Credentials)]);
        }

        foreach (var origin in Origins.Where(origin => !IsAny && !IsOrigin(origin)))
        {
            yield return new($"'{origin}' is no origin such as https://shop.example.", [nameof(Origins)]);
        }
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority) == text;
}

internal static class CrossOrigin
{
    private static readonly string[] Methods =
    [
        HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete,
    ];

    private static readonly string[] Sent =
    [
        HeaderNames.Accept, HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.IfMatch,
        HeaderNames.IfNoneMatch, HeaderNames.TraceParent, HeaderNames.TraceState, IdempotencyKey.Header,
        "Last-Event-ID", "Prefer",
    ];

    // Without being told so, a page sees none of these.
    private static readonly string[] Exposed =
    [
        HeaderNames.Allow, HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location, HeaderNames.RetryAfter,
        HeaderNames.WWWAuthenticate, HeaderNames.TraceParent, IdempotencyKey.ReplayedHeader,
        "Preference-Applied", "Deprecation", "Sunset", Tracing.Header, RateLimits.StateHeader,
        RateLimits.PolicyHeader,
    ];

    public static void AddCrossOrigin(this IServiceCollection services)
    {
        services.AddSettings<CrossOriginOptions>(CrossOriginOptions.Section);
        services.AddCors();
        services.AddOptions<CorsOptions>().Configure<IOptions<CrossOriginOptions>>(
            (cors, options) => cors.AddDefaultPolicy(policy => Allow(policy, options.Value)));
    }

    public static void UseCrossOrigin(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<CrossOriginOptions>>().Value.Origins.Length > 0)
        {
            app.UseCors();
        }
    }

    private static void Allow(CorsPolicyBuilder policy, CrossOriginOptions options)
    {
        policy.WithMethods(Methods).WithHeaders(Sent).WithExposedHeaders(Exposed)
            .SetPreflightMaxAge(options.RememberFor);
        if (options.IsAny)
        {
            policy.AllowAnyOrigin();
        }
        else
        {
            // Given this way the answer varies by origin even if there is one only.
            policy.SetIsOriginAllowed(options.Origins.ToHashSet(StringComparer.OrdinalIgnoreCase).Contains);
        }

        if (options.Credentials)
        {
            policy.AllowCredentials();
        }
    }
}
