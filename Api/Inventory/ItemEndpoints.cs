using System.Collections.Immutable;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Inventory;

/// <summary>The catalogue: one entry per SKU.</summary>
public static class ItemEndpoints
{
    private const string MergePatch = "application/merge-patch+json";
    internal const int NameLengthMax = 200;
    internal const int DescriptionLengthMax = 4_000;
    internal const int AttributesMax = 50;
    internal const int AttributeNameMax = 64;
    internal const int AttributeValueMax = 500;
    private const long NotThere = 0;
    internal const long PriceMax = 1_000_000_000_000;

    public static void MapItems(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/items/{sku}", Get)
            .RequireAuthorization().Describe(ItemDescriptions.Show);
        routes.MapPut(Routing.V1 + "/items/{sku}", Put)
            .RequireScope(Scopes.InventoryWrite).Describe(ItemDescriptions.Define);
        routes.MapPatch(Routing.V1 + "/items/{sku}", Patch)
            .RequireScope(Scopes.InventoryWrite).Describe(ItemDescriptions.Change);
    }

    private static async Task<IResult> Get(string sku, HttpContext http, IGrainFactory grains)
    {
        if ((QueryFields.None(http.Request) ?? StockFields.CheckPath(sku)) is { } problem)
        {
            return problem;
        }

        var view = await grains.GetGrain<IInventoryGrain>(sku).GetView();
        return view is null
            ? StockFields.UnknownSku(sku)
            : Answers.Json(ItemDocument.From(view), InventoryJson.Default.ItemDocument, version: view.ItemVersion);
    }

    private static async Task<IResult> Put(string sku, HttpContext http, Caller caller, IGrainFactory grains)
    {
        using var body = await JsonBody.Read(http);
        var item = ReadWhole(body);
        if (!SkuRules.IsSku(sku))
        {
            return Problems.Invalid(Fault.Of("sku", FaultCodes.InvalidFormat, "Not a SKU."));
        }

        return body.Problem() ?? await Define(sku, http, caller, grains, item);
    }

    private static async Task<IResult> Patch(string sku, HttpContext http, Caller caller, IGrainFactory grains)
    {
        using var body = await JsonBody.Read(http, mediaTypes: MergePatch);
        var change = ReadChange(body);
        var noCondition = IfMatch.Read(http.Request, out var condition, required: true);
        if ((body.Problem() ?? StockFields.CheckPath(sku) ?? noCondition) is { } problem)
        {
            return problem;
        }

        var grain = grains.GetGrain<IInventoryGrain>(sku);
        var version = await condition.Version(async () => (await grain.GetView())?.ItemVersion);
        var reply = await grain.ExecuteWhole(change, http.Command(caller, IdempotencyKey.OneOff(), version));
        return reply.Outcome == StockOutcome.Done ? Done(http, reply) : Refusal(sku, reply);
    }

    /// <summary>
    /// What another has written is replaced only by those who name it: without a condition an item is made, or is
    /// found to be as it should be, so that a request that was not answered can be sent again.
    /// </summary>
    private static async Task<IResult> Define(
        string sku, HttpContext http, Caller caller, IGrainFactory grains, ItemDetails item)
    {
        if (IfMatch.Read(http.Request, out var condition) is { } problem)
        {
            return problem;
        }

        var headers = http.Request.Headers;
        var onlyNew = headers.IfNoneMatch is ["*"];
        var isBlind = headers.IfMatch.Count == 0 && !onlyNew;
        var grain = grains.GetGrain<IInventoryGrain>(sku);
        if (headers.IfMatch.Count > 0 && condition.IsAny && await grain.GetView() is null)
        {
            return Problems.VersionMismatch(NotThere);
        }

        var version = onlyNew || isBlind
            ? NotThere
            : await condition.Version(async () => (await grain.GetView())?.ItemVersion);
        var reply = await grain.ExecuteWhole(
            new DefineItem(item), http.Command(caller, IdempotencyKey.OneOff(), version));
        return reply.Outcome switch
        {
            StockOutcome.Done => Done(http, reply),
            StockOutcome.VersionMismatch when onlyNew =>
                Problems.Of(ProblemKinds.VersionMismatch, "The item exists, and If-None-Match allows a new one only.")
                    .With("current_version", reply.View?.ItemVersion),
            StockOutcome.VersionMismatch when isBlind && reply.View is { } view => IsSame(view.Item, item)
                ? Done(http, reply)
                : Problems.Of(
                    ProblemKinds.PreconditionRequired,
                    "The item exists and is another. If-Match must name the version to replace, or be * for any.")
                    .With("current_version", view.ItemVersion),
            _ => Refusal(sku, reply),
        };
    }

    private static bool IsSame(ItemDetails one, ItemDetails other) =>
        one with { Attributes = other.Attributes } == other && one.Attributes.SequenceEqual(other.Attributes);

    private static JsonAnswer<ItemDocument> Done(HttpContext http, StockReply reply) => Answers.Json(
        ItemDocument.From(reply.View!),
        InventoryJson.Default.ItemDocument,
        reply.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
        reply.View!.ItemVersion,
        reply.Created ? http.Request.Path.ToUriComponent() : null);

    private static Problem Refusal(string sku, StockReply reply) => reply.Outcome == StockOutcome.VersionMismatch
        ? Problems.VersionMismatch(reply.View?.ItemVersion ?? NotThere)
        : StockAnswers.Refusal(sku, reply);

    internal static ItemDetails ReadWhole(JsonFields body) => new(
        body.RequiredString("name", NameLengthMax),
        body.OptionalString("description", DescriptionLengthMax, multiline: true),
        body.RequiredObject("unit_price", Price),
        Attributes(body) ?? ImmutableSortedDictionary<string, string>.Empty,
        body.OptionalInt("low_stock_threshold", 0, StockFields.QuantityMax, nullable: false) ?? 0,
        body.OptionalEnum<BackorderPolicy>("backorder", nullable: false) ?? BackorderPolicy.Deny,
        body.OptionalBoolean("stocked", nullable: false) ?? true);

    internal static ChangeItem ReadChange(JsonFields body) => new(
        body.Has("name") ? body.RequiredString("name", NameLengthMax) : null,
        body.OptionalString("description", DescriptionLengthMax, multiline: true),
        body.IsNull("description"),
        body.Has("unit_price") ? body.RequiredObject("unit_price", Price) : null,
        body.OptionalMap(
            "attributes", AttributesMax, AttributeNameMax, AttributeValueMax, nullValues: true, nullable: false),
        body.OptionalInt("low_stock_threshold", 0, StockFields.QuantityMax, nullable: false),
        body.OptionalEnum<BackorderPolicy>("backorder", nullable: false),
        body.OptionalBoolean("stocked", nullable: false));

    private static ImmutableSortedDictionary<string, string>? Attributes(JsonFields body) =>
        body.OptionalMap("attributes", AttributesMax, AttributeNameMax, AttributeValueMax, nullable: false)?
            .ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);

    private static Money Price(JsonFields fields)
    {
        var amount = fields.RequiredLong("amount", 0, PriceMax);
        var currency = fields.RequiredString("currency", 3, 3);
        fields.Form("currency", pattern: "^[A-Z]{3}$");
        if (currency is { Length: 3 } && !currency.All(char.IsAsciiLetterUpper))
        {
            fields.Fault("currency", FaultCodes.InvalidFormat, "Must be an ISO 4217 code such as GBP.");
        }

        return new(amount, currency);
    }
}
