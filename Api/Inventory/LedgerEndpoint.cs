using System.Collections.Immutable;
using System.Text.Json;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary><c>GET /inventory/{sku}/ledger</c>: every movement of a SKU, and its balances at any moment.</summary>
public static class LedgerEndpoint
{
    public static IEndpointRouteBuilder MapLedger(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/inventory/{sku}/ledger", Show)
            .RequireScope(Scopes.InventoryRead).OffersList().Describe(InventoryDescriptions.Ledger);
        return routes;
    }

    private static async Task<IResult> Show(HttpContext context, string sku, Ledger ledger, IGrainFactory grains)
    {
        var fields = new QueryFields(context.Request);
        var (at, place, limit) = Read(fields, sku, out var list);
        if ((fields.Problem() ?? StockFields.CheckPath(sku)) is { } problem)
        {
            return problem;
        }

        if (await grains.GetGrain<IInventoryGrain>(sku).GetTerms() is null)
        {
            return Problems.NotFound("There is no such SKU.");
        }

        return Lists.WantsLines(context.Request)
            ? await Lines(sku, at, place, Lists.LineLimit(context.Request, limit), ledger, context.RequestAborted)
            : await Answer(sku, at, place, limit, list, ledger, context.RequestAborted);
    }

    private static async Task<IResult> Lines(
        string sku, DateTimeOffset? at, LedgerPlace? place, int? limit, Ledger ledger, CancellationToken cancellation)
    {
        var start = place ?? LedgerPlace.UpTo(await ledger.VersionAt(sku, at, cancellation));
        return Lists.Lines(await Read(start), Read, LedgerJson.Default.LedgerEntryDocument, limit);

        async Task<Rows<LedgerEntryDocument, LedgerPlace>> Read(LedgerPlace before)
        {
            var lines = ImmutableArray.CreateBuilder<LedgerEntryDocument>();
            var next = await ledger.Read(sku, before, Lists.ChunkRows, lines, cancellation);
            return new(lines.ToImmutable(), next ?? default, next is null);
        }
    }

    /// <param name="list">What a cursor of this list is bound to.</param>
    internal static (DateTimeOffset? At, LedgerPlace? Place, int Limit) Read(
        QueryFields fields, string sku, out string list)
    {
        var at = fields.Time("at");
        list = JsonSerializer.Serialize(new object?[] { "ledger", sku, at });
        var place = fields.Cursor(list) is [var id]
            && LedgerId.TryParse(id, out var version, out var index, out var part)
            ? new LedgerPlace(version, index, part)
            : (LedgerPlace?)null;
        return (at, place, fields.Limit());
    }

    private static async Task<IResult> Answer(
        string sku, DateTimeOffset? at, LedgerPlace? place, int limit, string list, Ledger ledger,
        CancellationToken cancellation)
    {
        var version = await ledger.VersionAt(sku, at, cancellation);
        var balances = await ledger.BalancesAt(sku, version, cancellation);
        var lines = ImmutableArray.CreateBuilder<LedgerEntryDocument>();
        var next = await ledger.Read(sku, place ?? LedgerPlace.UpTo(version), limit, lines, cancellation);
        return new LedgerAnswer(new LedgerPage(
            lines.ToImmutable(),
            next is { } rest ? Cursor.Encode(list, LedgerId.Of(rest.Version, rest.Index, rest.Part)) : null,
            [.. balances.Select(BalanceDocument.From)]));
    }

    private sealed class LedgerAnswer(LedgerPage page) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            NextLink.Set(httpContext, Cursor.Parameter, page.NextCursor);
            return Answers.Json(page, LedgerJson.Default.LedgerPage).ExecuteAsync(httpContext);
        }
    }
}
