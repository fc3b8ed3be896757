using System.Collections.Immutable;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Inventory;

namespace Storehouse.Orders;

/// <summary>One order and what may be asked of it.</summary>
public static class OrderEndpoints
{
    private const int LinesMax = PlaceOrderEndpoint.LinesMax;
    private const int TextLengthMax = 200;

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Routing.V1 + "/orders", PlaceOrderEndpoint.Post)
            .RequireScope(Scopes.OrdersWrite).Describe(OrderDescriptions.Place);
        routes.MapGet(Routing.V1 + "/orders/{id}", Get)
            .RequireScope(Scopes.OrdersRead).Describe(OrderDescriptions.Show);
        Command("confirm", OrderDescriptions.Confirm, new(Confirm, Done: StatusCodes.Status200OK));
        Command("cancel", OrderDescriptions.Cancel, new(Cancel, Done: StatusCodes.Status200OK));
        Command("shipments", OrderDescriptions.Ship, new(Ship, StaffOnly: true, KeyRequired: true));
        Command("returns", OrderDescriptions.Return, new(Return, KeyRequired: true));

        void Command(string name, Operation description, CommandRoute route) => routes
            .MapPost(Routing.V1 + "/orders/{id}/" + name, (
                string id, HttpContext http, Caller caller, IGrainFactory grains, OrderAddresses addresses) =>
                Post(id, http, caller, grains, addresses, route))
            .RequireScope(Scopes.OrdersWrite).Describe(description);
    }

    private static async Task<IResult> Get(
        string id, HttpContext http, Caller caller, IGrainFactory grains, OrderAddresses addresses)
    {
        if (QueryFields.None(http.Request) is { } problem)
        {
            return problem;
        }

        var view = OrderId.IsValid(id) ? await grains.GetGrain<IOrderGrain>(id).GetView() : null;
        return view is null || !OrderAccess.MaySee(caller, view)
            ? OrderAnswers.Unknown(id)
            : Answers.Json(
                await addresses.Document(view), OrderJson.Default.OrderDocument, version: view.Version);
    }

    private static async Task<IResult> Post(
        string id, HttpContext http, Caller caller, IGrainFactory grains, OrderAddresses addresses,
        CommandRoute route)
    {
        using var body = await JsonBody.Read(http, allowEmpty: true);
        var command = route.Read(body);
        var badCondition = IfMatch.Read(http.Request, out var condition);
        var badKey = IdempotencyKey.Read(http.Request, caller.Id, body.Raw, route.KeyRequired, out var key);
        if ((body.Problem() ?? badCondition ?? badKey) is { } problem)
        {
            return problem;
        }

        var grain = OrderId.IsValid(id) ? grains.GetGrain<IOrderGrain>(id) : null;
        var view = grain is null ? null : await grain.GetView();
        if (view is null || !OrderAccess.MaySee(caller, view))
        {
            return OrderAnswers.Unknown(id);
        }

        if (route.StaffOnly && !caller.IsStaff)
        {
            return Problems.Forbidden("Only staff may do this.");
        }

        var version = await condition.Version(() => ValueTask.FromResult<long?>(view.Version));
        var reply = await grain!.Execute(command, http.Command(caller, key ?? IdempotencyKey.OneOff(), version));
        return reply.Outcome == OrderOutcome.Done
            ? Answers.Json(
                await addresses.Document(reply.Order!), OrderJson.Default.OrderDocument, route.Done,
                reply.Order!.Version, replayed: reply.Replayed)
            : OrderAnswers.Refusal(id, reply);
    }

    internal static ConfirmOrder Confirm(JsonFields body) => new();

    internal static CancelOrder Cancel(JsonFields body) =>
        new(body.OptionalString("reason", TextLengthMax) ?? "cancelled on request");

    internal static ShipOrder Ship(JsonFields body) => new(
        Lines(body),
        body.OptionalString("carrier", TextLengthMax),
        body.OptionalString("tracking_number", TextLengthMax));

    internal static ReturnOrder Return(JsonFields body) => new(
        Lines(body),
        body.OptionalLocation("location") ?? StockFields.MainLocation,
        body.RequiredString("reason", TextLengthMax));

    private static ImmutableArray<LineQuantity> Lines(JsonFields body) =>
        body.OptionalArray("lines", 1, LinesMax, line => new LineQuantity(
            line.RequiredInt("line", 1, LinesMax),
            line.RequiredInt("quantity", 1, PlaceOrderEndpoint.QuantityMax))) ?? [];

    private sealed record CommandRoute(
        Func<JsonFields, OrderCommand> Read, bool StaffOnly = false, bool KeyRequired = false,
        int Done = StatusCodes.Status201Created);
}

/// <summary>Whose orders a caller may see.</summary>
internal static class OrderAccess
{
    public static bool MaySee(Caller caller, OrderView order) => caller.IsStaff || order.UserId == caller.Id;
}
