using System.Text;
using System.Text.Encodings.Web;

namespace Storehouse.Http;

/// <summary>The pages that a problem's <c>type</c> opens.</summary>
public static class ProblemPages
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private const string Style = "body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;"
        + "padding:0 1rem;color:#222;background:#fff}code{background:#eee;padding:.1em .3em}"
        + "@media(prefers-color-scheme:dark){"
        + "body{color:#ddd;background:#181818}code{background:#333}a{color:#8bf}}";

    public static IEndpointRouteBuilder MapProblemPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/problems", (HttpContext context) => Page(context, "Problems", Index()))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/problems/{code}", Explain).AllowAnonymous().ExcludeFromDescription();
        return routes;
    }

    private static IResult Explain(HttpContext context, string code) => ProblemKind.Find(code) is { } kind
        ? Page(context, kind.Title, Body(kind))
        : Problems.NotFound("There is no problem of that code.");

    private static IResult Page(HttpContext context, string title, string body)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        var html = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
            + "<meta name=\"viewport\" content=\"width=device-width\">"
            + $"<title>{Encode(title)}</title><style>{Style}</style></head><body>{body}</body></html>";
        return Results.Content(html, "text/html; charset=utf-8");
    }

    private static string Index()
    {
        var list = new StringBuilder("<h1>Problems</h1><ul>");
        foreach (var kind in ProblemKinds.All)
        {
            list.Append($"<li>{kind.Status} <a href=\"{kind.Type}\"><code>{kind.Code}</code></a> ")
                .Append(Encode(kind.Title));
        }

        return list.Append("</ul>").ToString();
    }

    private static string Body(ProblemKind kind) =>
        $"<h1>{Encode(kind.Title)}</h1><p><code>{kind.Code}</code>, HTTP status {kind.Status}.</p>"
        + $"<p>{Marked(kind.Advice)}</p><p><a href=\"/problems\">All problems</a></p>";

    // Backquotes mark names in the texts.
    private static string Marked(string text)
    {
        var parts = text.Split('`');
        for (var index = 0; index < parts.Length; index++)
        {
            parts[index] = index % 2 == 0 ? Encode(parts[index]) : $"<code>{Encode(parts[index])}</code>";
        }

        return string.Concat(parts);
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
