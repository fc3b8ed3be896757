using System.Collections.Concurrent;
using System.Text.Json;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>The descriptions that this process serves, written when first asked for.</summary>
public sealed class Description(EndpointDataSource routes)
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = Answers.WriterOptions.Encoder,
    };

    private readonly ConcurrentDictionary<string, string?> _written = new(StringComparer.Ordinal);

    /// <summary>The OpenAPI document of a version such as <c>v1</c>; null when it has no routes.</summary>
    public string? Find(string version) => _written.GetOrAdd(version, Write);

    /// <summary>Those there are, the oldest first.</summary>
    public IReadOnlyList<string> Versions => [.. routes.Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.Metadata.GetMetadata<Operation>() is not null)
        .Select(route => DescriptionWriter.PathOf(route).Split('/')[2]).Distinct().Order(StringComparer.Ordinal)];

    private string? Write(string version)
    {
        var document = new DescriptionWriter(version).Write(routes.Endpoints.OfType<RouteEndpoint>());
        UsedParts.Keep(document);
        return document["paths"]!.AsObject().Count == 0 ? null
            : document.ToJsonString(Layout) + "\n";
    }
}

/// <summary>The description's address.</summary>
public static class DescriptionEndpoint
{
    public static IServiceCollection AddDescription(this IServiceCollection services) =>
        services.AddSingleton<Description>();

    /// <summary><c>/openapi/v1.json</c>, and the like of other versions, for anyone.</summary>
    public static IEndpointRouteBuilder MapDescription(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/openapi/{version}.json", (string version, HttpContext context, Description description) =>
                QueryFields.None(context.Request) is { } problem ? problem
                : description.Find(version) is { } document ? Results.Text(document, "application/json")
                : Problems.NotFound("There is no such version."))
            .AllowAnonymous().ExcludeFromDescription();
        return routes;
    }
}
