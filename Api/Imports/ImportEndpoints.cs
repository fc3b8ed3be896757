using System.Globalization;
using Storehouse.Http;
using Storehouse.Imports.Receiving;

namespace Storehouse.Imports;

/// <summary>Files of items and orders: taking them in, and what became of them.</summary>
public static class ImportEndpoints
{
    private const string List = "imports";

    public static IEndpointRouteBuilder MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/imports").RequireScope(Scopes.Admin);
        imports.MapPost("/items", (HttpContext context, Caller caller, Reception reception) =>
            Receive(context, caller, reception, ImportKind.Items));
        imports.MapPost("/orders", (HttpContext context, Caller caller, Reception reception) =>
            Receive(context, caller, reception, ImportKind.Orders));
        imports.MapGet("", ListAll);
        imports.MapGet("/{id}", Show);
        imports.MapGet("/{id}/rejections", ListRejections);
        return routes;
    }

    private static async Task<IResult> Receive(
        HttpContext context, Caller caller, Reception reception, ImportKind kind)
    {
        if (IdempotencyKey.ReadText(context.Request, required: false, out var key) is { } badKey)
        {
            return badKey;
        }

        if (ImportQuery.Read(context, caller, kind, out var settings) is { } problem)
        {
            return problem;
        }

        return await reception.Receive(
            context, kind, settings, key is null ? null : IdempotencyKey.Scope(caller.Id, key));
    }

    private static async Task<IResult> ListAll(HttpContext context, ImportStore store)
    {
        var query = new QueryFields(context.Request);
        var limit = query.Limit();
        var after = query.Cursor(List);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var found = await store.List(after?[0], limit + 1);
        var next = found.Length > limit ? Cursor.Encode(List, found[limit - 1].Id) : null;
        return Answers.Page(
            new([.. found.Take(limit).Select(ImportResource.From)], next),
            ImportHttpJson.Default.PageImportResource);
    }

    private static async Task<IResult> Show(string id, HttpContext context, ImportStore store) =>
        QueryFields.None(context.Request) is { } problem ? problem
        : await store.Find(id) is { } import
            ? Answers.Json(ImportResource.From(import), ImportHttpJson.Default.ImportResource)
            : Problems.NotFound("There is no such import.");

    private static async Task<IResult> ListRejections(string id, HttpContext context, ImportStore store)
    {
        var list = $"{List}/{id}/rejections";
        var query = new QueryFields(context.Request);
        var limit = query.Limit();
        var after = query.Cursor(list) is [var text] ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is not { } import)
        {
            return Problems.NotFound("There is no such import.");
        }

        var found = await store.Rejections(id, after, limit + 1);
        var next = found.Length > limit
            ? Cursor.Encode(list, ImportKeys.Text(found[limit - 1].Ordinal))
            : null;
        var page = found.Take(limit).Select(row => RejectionResource.From(import.Kind, row.Rejection));
        return Answers.Page(new([.. page], next), ImportHttpJson.Default.PageRejectionResource);
    }
}
