using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace Storehouse.Identity.Pages;

/// <summary>
/// The one script of the pages: it takes options to the browser's own dialogue for passkeys, and what comes of it back
/// in the form. Forms that need it are hidden without it.
/// </summary>
internal static class PasskeyScript
{
    public const string Path = "/account/passkeys.js";
    private const string Resource = "passkeys.js";
    private const string Type = "text/javascript; charset=utf-8";

    public static void MapPasskeyScript(this IEndpointRouteBuilder routes)
    {
        using var stream = typeof(PasskeyScript).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        routes.MapGet(Path, (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return Results.Text(text, Type);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    public static ContentResult Options(string json) =>
        new() { Content = json, ContentType = "application/json" };

    public static ContentResult Fault(string text) => new()
    {
        StatusCode = StatusCodes.Status400BadRequest,
        Content = $$"""{"fault":{{JsonSerializer.Serialize(text)}}}""",
        ContentType = "application/json",
    };
}
