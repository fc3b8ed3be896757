using System.Collections.Immutable;
using System.Globalization;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Imports.Receiving;

namespace Storehouse.Imports;

/// <summary>Files of items and orders: taking them in, and what became of them.</summary>
public static class ImportEndpoints
{
    internal const string List = "imports";

    public static IEndpointRouteBuilder MapImports(this IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/imports").RequireScope(Scopes.Admin);
        imports.MapPost("/items", (HttpContext context, Caller caller, Reception reception) =>
            Receive(context, caller, reception, ImportKind.Items)).Describe(ImportDescriptions.Items);
        imports.MapPost("/orders", (HttpContext context, Caller caller, Reception reception) =>
            Receive(context, caller, reception, ImportKind.Orders)).Describe(ImportDescriptions.Orders);
        imports.MapGet("", ListAll).OffersList().Describe(ImportDescriptions.List);
        imports.MapGet("/{id}", Show).Describe(ImportDescriptions.Show);
        imports.MapGet("/{id}/rejections", ListRejections).OffersList().Describe(ImportDescriptions.ListRejections);
        return routes;
    }

    internal static (int Limit, ImmutableArray<string>? After) ReadPage(QueryFields query, string list) =>
        (query.Limit(), query.Cursor(list));

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
        var (limit, after) = ReadPage(query, List);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        return await Lists.Answer(
            context, List, after, limit, Read, ImportHttpJson.Default.PageImportResource,
            ImportHttpJson.Default.ImportResource);

        async Task<Rows<ImportResource>> Read(ImmutableArray<string>? place, int most)
        {
            var found = await store.List(place?[0], most + 1);
            return Lists.Cut([.. found.Select(ImportResource.From)], most, import => [import.Id]);
        }
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
        var (limit, after) = ReadPage(query, list);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is not { } import)
        {
            return Problems.NotFound("There is no such import.");
        }

        return await Lists.Answer(
            context, list, after, limit, Read, ImportHttpJson.Default.PageRejectionResource,
            ImportHttpJson.Default.RejectionResource);

        async Task<Rows<RejectionResource>> Read(ImmutableArray<string>? place, int most)
        {
            var last = place is [var text] ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
            var found = await store.Rejections(id, last, most + 1);
            var rows = Lists.Cut([.. found], most, row => [ImportKeys.Text(row.Ordinal)]);
            return new([.. rows.Data.Select(row => RejectionResource.From(import.Kind, row.Rejection))], rows.Next);
        }
    }
}
