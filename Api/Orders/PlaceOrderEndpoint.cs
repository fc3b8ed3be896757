using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Inventory;
using Storehouse.Users;

namespace Storehouse.Orders;

/// <summary>
/// <c>POST /orders</c>: durable when answered, decided within the wait, and the same on every repeat.
/// </summary>
internal static class PlaceOrderEndpoint
{
    public const int LinesMax = 1_000;
    public const int QuantityMax = 1_000_000;
    private const int ReferenceLengthMax = 200;
    private static readonly TimeSpan WaitPerCall = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HoldMax = TimeSpan.FromDays(30);

    public static async Task<IResult> Post(
        HttpContext http, Caller caller, IGrainFactory grains, OrderAddresses addresses, TimeProvider clock,
        IOptions<OrderWaitOptions> options)
    {
        using var body = await JsonBody.Read(http);
        var preferences = Preferences.Read(http.Request);
        var request = Read(body);
        var badKey = IdempotencyKey.Read(http.Request, caller.Id, body.Raw, required: true, out var key);
        if ((body.Problem() ?? badKey) is { } problem)
        {
            return problem;
        }

        var command = new PlaceOrder(
            caller.Id,
            request.Lines,
            request.Hold,
            request.Partial,
            request.Reference,
            await addresses.Seal(caller.Id, request.ShipTo),
            AnswerAtOnce: preferences.RespondAsync);
        var wait = preferences.Wait ?? options.Value.Wait;
        var reply = await Place(grains, command, http.Command(caller, key), clock, wait);
        preferences.Applied(http.Response);
        return await Answer(reply, addresses);
    }

    internal static NewOrder Read(JsonFields body) => new(
        body.RequiredArray("lines", 1, LinesMax, Line),
        body.OptionalDuration("hold", HoldMax),
        body.OptionalBoolean("partial", nullable: false) ?? false,
        body.OptionalString("reference", ReferenceLengthMax),
        body.OptionalObject("ship_to", UserFields.ReadAddress));

    private static async Task<OrderReply> Place(
        IGrainFactory grains, PlaceOrder command, CommandContext context, TimeProvider clock, TimeSpan wait)
    {
        var grain = grains.GetGrain<IOrderGrain>(OrderId.New(clock.GetUtcNow()));
        var reply = await grain.Place(command, context);
        if (reply.Outcome == OrderOutcome.PlacedEarlier)
        {
            return await grains.GetGrain<IOrderGrain>(reply.OriginalOrderId!).ReplayPlaced(context.IdempotencyKey!);
        }

        return reply.Outcome == OrderOutcome.Done
            && reply.Order!.Status == OrderStatus.Pending
            && !command.AnswerAtOnce
            ? await WaitDecided(grain, wait, context.IdempotencyKey, clock)
            : reply;
    }

    // Many short waits: an order that is being waited for cannot leave a silo that stops, nor be decided there.
    private static async Task<OrderReply> WaitDecided(
        IOrderGrain grain, TimeSpan wait, string? key, TimeProvider clock)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var left = wait - clock.GetElapsedTime(started);
            var isLast = left <= IOrderGrain.WaitMax;
            var step = isLast ? left : IOrderGrain.WaitMax;
            var reply = await grain.WaitDecided(step > TimeSpan.Zero ? step : TimeSpan.Zero, isLast ? key : null);
            if (isLast || reply.Order is not { Status: OrderStatus.Pending })
            {
                return reply;
            }
        }
    }

    private static async Task<IResult> Answer(OrderReply reply, OrderAddresses addresses)
    {
        if (reply.Outcome != OrderOutcome.Done)
        {
            return OrderAnswers.Refusal(reply.OriginalOrderId ?? "", reply);
        }

        var order = reply.Order!;
        return order.Status == OrderStatus.Rejected
            ? OrderAnswers.OutOfStock(reply)
            : Answers.Json(
                await addresses.Document(order),
                OrderJson.Default.OrderDocument,
                order.Status == OrderStatus.Pending ? StatusCodes.Status202Accepted : StatusCodes.Status201Created,
                order.Version,
                $"/api/v1/orders/{order.OrderId}",
                reply.Replayed);
    }

    private static OrderLineRequest Line(JsonFields fields) => new(
        fields.Sku("sku"),
        fields.RequiredInt("quantity", 1, QuantityMax),
        fields.OptionalLocation("location"));

    internal sealed record NewOrder(
        ImmutableArray<OrderLineRequest> Lines, TimeSpan? Hold, bool Partial, string? Reference, Address? ShipTo);
}

/// <summary>How long <c>POST /orders</c> waits for the decision.</summary>
public sealed class OrderWaitOptions
{
    /// <summary>Without <c>Prefer: wait</c>. Default: 10 s.</summary>
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(10);
}
