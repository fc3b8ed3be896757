using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Journal;

namespace Storehouse.Inventory;

/// <summary>Balances of a SKU and the movements that people and partners cause.</summary>
public static class InventoryEndpoints
{
    public static void MapInventory(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/inventory/{sku}", Get)
            .RequireScope(Scopes.InventoryRead).Describe(InventoryDescriptions.Show);
        Movement("receipts", Receipt, InventoryDescriptions.Receive);
        Movement("adjustments", Adjustment, InventoryDescriptions.Adjust);
        Movement("transfers", Transfer, InventoryDescriptions.Transfer);
        Movement("counts", Count, InventoryDescriptions.Count);

        void Movement(string name, Func<JsonFields, MoveStock> read, Operation description) => routes
            .MapPost(Routing.V1 + "/inventory/{sku}/" + name, (
                string sku, HttpContext http, Caller caller, IGrainFactory grains, IJournal journal) =>
                Post(sku, http, caller, grains, journal, read))
            .RequireScope(Scopes.InventoryWrite).Describe(description);
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
            : Answers.Json(
                InventoryDocument.From(view), InventoryJson.Default.InventoryDocument, version: view.Version);
    }

    private static async Task<IResult> Post(
        string sku, HttpContext http, Caller caller, IGrainFactory grains, IJournal journal,
        Func<JsonFields, MoveStock> read)
    {
        using var body = await JsonBody.Read(http);
        var command = read(body);
        var badCondition = IfMatch.Read(http.Request, out var condition);
        var badKey = IdempotencyKey.Read(http.Request, caller.Id, body.Raw, required: true, out var key);
        if ((body.Problem() ?? StockFields.CheckPath(sku) ?? badCondition ?? badKey) is { } problem)
        {
            return problem;
        }

        var grain = grains.GetGrain<IInventoryGrain>(sku);
        var version = await condition.Version(async () => (await grain.GetView())?.Version);
        var reply = await grain.ExecuteWhole(command, http.Command(caller, key, version));
        if (reply.Outcome != StockOutcome.Done)
        {
            return StockAnswers.Refusal(sku, reply);
        }

        return Answers.Json(
            new MovementDocument(
                await LedgerEntries.Read(journal, sku, reply.LedgerId!, http.RequestAborted),
                InventoryDocument.From(reply.View!)),
            InventoryJson.Default.MovementDocument,
            StatusCodes.Status201Created,
            reply.View!.Version,
            replayed: reply.Replayed);
    }

    internal static ReceiveStock Receipt(JsonFields body) => new(
        body.OptionalLocation("location") ?? StockFields.MainLocation,
        body.RequiredInt("quantity", 1, StockFields.QuantityMax),
        body.OptionalEnum<ReceiptStage>("stage", nullable: false) ?? ReceiptStage.Received,
        Reason(body), Reference(body), ExpectedOnHand(body));

    internal static AdjustStock Adjustment(JsonFields body)
    {
        var quantity = body.RequiredInt("quantity", -StockFields.QuantityMax, StockFields.QuantityMax);
        if (quantity == 0 && body.Has("quantity"))
        {
            body.Fault("quantity", FaultCodes.OutOfRange, "Must not be zero.");
        }

        return new(
            body.OptionalLocation("location") ?? StockFields.MainLocation, quantity,
            Reason(body), Reference(body), ExpectedOnHand(body));
    }

    internal static TransferStock Transfer(JsonFields body)
    {
        var (from, to) = (body.RequiredLocation("from"), body.RequiredLocation("to"));
        if (from is { Length: > 0 } && from == to)
        {
            body.Fault("to", FaultCodes.InvalidValue, "Must be another location than 'from'.");
        }

        return new(
            from, to, body.RequiredInt("quantity", 1, StockFields.QuantityMax),
            Reason(body), Reference(body), ExpectedOnHand(body));
    }

    internal static CountStock Count(JsonFields body) => new(
        body.OptionalLocation("location") ?? StockFields.MainLocation,
        body.RequiredInt("counted", 0, StockFields.QuantityMax),
        Reason(body), Reference(body), ExpectedOnHand(body));

    private static string Reason(JsonFields body) => body.RequiredString("reason", StockFields.ReasonLengthMax);

    private static string? Reference(JsonFields body) =>
        body.OptionalString("reference", StockFields.ReferenceLengthMax);

    private static int? ExpectedOnHand(JsonFields body) =>
        body.OptionalInt("expected_on_hand", 0, StockFields.QuantityMax);
}
