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

        return body.Problem() ?? await Execute(sku, http, caller, grains, new DefineItem(item));
    }

    private static async Task<IResult> Patch(string sku, HttpContext http, Caller caller, IGrainFactory grains)
    {
        using var body = await JsonBody.Read(http, mediaTypes: MergePatch);
        var change = ReadChange(body);
        return body.Problem() ?? StockFields.CheckPath(sku)
            ?? await Execute(sku, http, caller, grains, change);
    }

    private static async Task<IResult> Execute(
        string sku, HttpContext http, Caller caller, IGrainFactory grains, StockCommand command)
    {
        if (IfMatch.Read(http.Request, out var condition) is { } problem)
        {
            return problem;
        }

        var grain = grains.GetGrain<IInventoryGrain>(sku);
        var isNew = command is DefineItem && http.Request.Headers.IfNoneMatch is ["*"];
        var version = isNew
            ? NotThere
            : await condition.Version(async () => (await grain.GetView())?.ItemVersion);
        var reply = await grain.ExecuteWhole(command, http.Command(caller, IdempotencyKey.OneOff(), version));
        return reply.Outcome switch
        {
            StockOutcome.Done => Answers.Json(
                ItemDocument.From(reply.View!),
                InventoryJson.Default.ItemDocument,
                reply.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                reply.View!.ItemVersion,
                reply.Created ? http.Request.Path.ToUriComponent() : null),
            StockOutcome.VersionMismatch when isNew =>
                Problems.Of(ProblemKinds.VersionMismatch, "The item exists, and If-None-Match allows a new one only.")
                    .With("current_version", reply.View?.ItemVersion),
            StockOutcome.VersionMismatch => Problems.VersionMismatch(reply.View?.ItemVersion ?? 0),
            _ => StockAnswers.Refusal(sku, reply),
        };
    }

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
