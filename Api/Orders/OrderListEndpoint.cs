using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Storehouse.Http;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary><c>GET /orders</c>: which orders comes from the index, what they are from the orders themselves.</summary>
public static class OrderListEndpoint
{
    private const int SkuLengthMax = 100;

    public static IEndpointRouteBuilder MapOrderList(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/orders", List).RequireScope(Scopes.OrdersRead);
        return routes;
    }

    private static async Task<IResult> List(
        HttpContext context, Caller caller, IJournal journal, OrderIndex index, ProjectionPosition position,
        IOptions<ProjectionOptions> options, IGrainFactory grains, OrderAddresses addresses)
    {
        var fields = new QueryFields(context.Request);
        var query = Read(fields, caller, out var list);
        if (fields.Problem() is { } problem)
        {
            return problem;
        }

        if (query.UserId != caller.Id && !caller.IsStaff)
        {
            return Problems.Forbidden("Only staff see the orders of others.");
        }

        await position.WaitForNow(journal, options.Value.FreshnessWait, context.RequestAborted);
        if (!position.CaughtUp)
        {
            return Problems.Unavailable();
        }

        var found = index.Find(query with { Limit = query.Limit + 1 });
        var shown = found.Length > query.Limit ? found[..query.Limit] : found;
        var orders = await Task.WhenAll(shown.Select(place => Show(place.OrderId, query.Status, grains, addresses)));
        var next = found.Length > query.Limit
            ? Cursor.Encode(list, Text(shown[^1].PlacedAt.UtcTicks), shown[^1].OrderId)
            : null;
        return Answers.Page(
            new Page<OrderDocument>([.. orders.OfType<OrderDocument>()], next), OrderJson.Default.PageOrderDocument);
    }

    /// <param name="list">What a cursor of this list is bound to.</param>
    private static OrderQuery Read(QueryFields fields, Caller caller, out string list)
    {
        var status = fields.Enum<OrderStatus>("status");
        var sku = fields.Text("sku", SkuLengthMax);
        var from = fields.Time("from");
        var to = fields.Time("to");
        var userId = fields.Text("user_id") ?? (caller.IsStaff ? null : caller.Id);
        var oldestFirst = fields.OneOf("sort", "placed_at", "-placed_at") == "placed_at";
        list = JsonSerializer.Serialize(
            new object?[] { "orders", status, sku, from, to, userId, oldestFirst });
        var after = fields.Cursor(list) is [var ticks, var id]
            ? new OrderPlace(id, new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero))
            : (OrderPlace?)null;
        return new OrderQuery(userId, status, sku, from, to, oldestFirst, after, fields.Limit());
    }

    /// <summary>Null when the order has moved on from the status that the list is about.</summary>
    private static async Task<OrderDocument?> Show(
        string orderId, OrderStatus? status, IGrainFactory grains, OrderAddresses addresses)
    {
        var view = await grains.GetGrain<IOrderGrain>(orderId).GetView();
        return view is null || (status is not null && view.Status != status)
            ? null
            : await addresses.Document(view);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
