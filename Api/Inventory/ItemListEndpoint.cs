using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Inventory;

/// <summary><c>GET /items</c>: the catalogue, and search in it.</summary>
public static class ItemListEndpoint
{
    public static IEndpointRouteBuilder MapItemList(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/items", List).RequireAuthorization().OffersList()
            .Describe(ItemDescriptions.List);
        return routes;
    }

    private static async Task<IResult> List(
        HttpContext context, IJournal journal, ItemIndex index, ProjectionPosition position,
        IOptions<ProjectionOptions> options)
    {
        var fields = new QueryFields(context.Request);
        var (words, available, after, limit) = ReadQuery(fields, out var list);
        if (fields.Problem() is { } problem)
        {
            return problem;
        }

        await position.WaitForNow(journal, options.Value.FreshnessWait, context.RequestAborted);
        if (!position.CaughtUp)
        {
            return Problems.Unavailable();
        }

        return await Lists.Answer(
            context, list, after, limit, Read, ItemListJson.Default.PageListedItem, ItemListJson.Default.ListedItem);

        Task<Rows<ListedItem>> Read(ImmutableArray<string>? place, int most)
        {
            ImmutableArray<ListedItem> found =
            [
                .. index.Find(words, available, place is [var sku] ? sku : null, most + 1).Select(ListedItem.From),
            ];
            return Task.FromResult(Lists.Cut(found, most, item => [item.Sku]));
        }
    }

    /// <param name="list">What a cursor of this list is bound to.</param>
    internal static (string? Words, bool? Available, ImmutableArray<string>? After, int Limit) ReadQuery(
        QueryFields fields, out string list)
    {
        var words = fields.Text("q");
        var available = fields.Boolean("available");
        list = JsonSerializer.Serialize(new object?[] { "items", words, available });
        return (words, available, fields.Cursor(list), fields.Limit());
    }
}

/// <summary>An item as lists show it.</summary>
/// <param name="LowStockThreshold">Total available at or below which it counts as low; 0 = never.</param>
/// <param name="Stocked">False for postage and services: ordered without stock.</param>
/// <param name="Available">Units to be had now, over all locations.</param>
public sealed record ListedItem(
    string Sku,
    string Name,
    string? Description,
    Money UnitPrice,
    ImmutableSortedDictionary<string, string> Attributes,
    int LowStockThreshold,
    BackorderPolicy Backorder,
    bool Stocked,
    DateTimeOffset UpdatedAt,
    long Available)
{
    internal static ListedItem From(FoundItem found) => new(
        found.Sku,
        found.Item.Name,
        found.Item.Description,
        found.Item.UnitPrice,
        found.Item.Attributes,
        found.Item.LowStockThreshold,
        found.Item.Backorder,
        found.Item.Stocked,
        found.UpdatedAt,
        found.Available);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(UtcTimeConverter), typeof(SnakeCaseEnumConverter<BackorderPolicy>)])]
[JsonSerializable(typeof(Page<ListedItem>))]
internal sealed partial class ItemListJson : JsonSerializerContext;
