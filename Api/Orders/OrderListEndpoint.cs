using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Journal;
using Storehouse.Projections;

namespace Storehouse.Orders;

/// <summary>
/// <c>GET /orders</c>: which orders comes from the index, what they are from the orders themselves. Version 2 takes
/// several statuses, and its pages are full: in version 1 an order that has just left the status that is asked for
/// leaves a gap in its page.
/// </summary>
public static class OrderListEndpoint
{
    private const int SkuLengthMax = 100;
    private static readonly int StatusesMax = Enum.GetValues<OrderStatus>().Length;
    private static readonly DateTimeOffset DeprecatedSince = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset DeprecatedUntil = new(2028, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEndpointRouteBuilder MapOrderList(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Routing.V1 + "/orders", List).RequireScope(Scopes.OrdersRead).OffersList()
            .SupersededBy(Routing.V2 + "/orders", DeprecatedSince, DeprecatedUntil).Describe(OrderDescriptions.List);
        routes.MapGet(Routing.V2 + "/orders", ListV2).RequireScope(Scopes.OrdersRead).OffersList()
            .Describe(OrderDescriptions.ListV2);
        return routes;
    }

    private static async Task<IResult> List(
        HttpContext context, Caller caller, IJournal journal, OrderIndex index, ProjectionPosition position,
        IOptions<ProjectionOptions> options, IGrainFactory grains, OrderAddresses addresses)
    {
        var fields = new QueryFields(context.Request);
        var asked = ReadOne(fields, caller);
        return Refuse(asked, fields, caller) ?? await Answer(
            context, asked, new OrderRows(index, grains, addresses, fillsPages: false),
            journal, position, options.Value);
    }

    private static async Task<IResult> ListV2(
        HttpContext context, Caller caller, IJournal journal, OrderIndex index, ProjectionPosition position,
        IOptions<ProjectionOptions> options, IGrainFactory grains, OrderAddresses addresses)
    {
        var fields = new QueryFields(context.Request);
        var asked = ReadSeveral(fields, caller);
        return Refuse(asked, fields, caller) ?? await Answer(
            context, asked, new OrderRows(index, grains, addresses, fillsPages: true),
            journal, position, options.Value);
    }

    private static Problem? Refuse(Asked asked, QueryFields fields, Caller caller)
    {
        if (fields.Problem() is { } problem)
        {
            return problem;
        }

        return asked.Query.UserId != caller.Id && !caller.IsStaff
            ? Problems.Forbidden("Only staff see the orders of others.")
            : null;
    }

    private static async Task<IResult> Answer(
        HttpContext context, Asked asked, OrderRows rows, IJournal journal, ProjectionPosition position,
        ProjectionOptions options)
    {
        await position.WaitForNow(journal, options.FreshnessWait, context.RequestAborted);
        return position.CaughtUp
            ? await Lists.Answer(
                context, asked.List, asked.After, asked.Query.Limit,
                (after, most) => rows.Read(asked.Query, after, most),
                OrderJson.Default.PageOrderDocument, OrderJson.Default.OrderDocument)
            : Problems.Unavailable();
    }

    internal static Asked ReadOne(QueryFields fields, Caller caller) =>
        Read(fields, caller, fields.Enum<OrderStatus>("status") is { } status ? [status] : []);

    internal static Asked ReadSeveral(QueryFields fields, Caller caller) =>
        Read(fields, caller, ReadStatuses(fields));

    private static Asked Read(QueryFields fields, Caller caller, ImmutableArray<OrderStatus> statuses)
    {
        var sku = fields.Text("sku", SkuLengthMax);
        var from = fields.Time("from");
        var to = fields.Time("to");
        var userId = fields.Text("user_id") ?? (caller.IsStaff ? null : caller.Id);
        var oldestFirst = fields.OneOf("sort", "placed_at", "-placed_at") == "placed_at";
        var list = JsonSerializer.Serialize(
            new object?[] { "orders", statuses, sku, from, to, userId, oldestFirst });
        var after = fields.Cursor(list);
        var query = new OrderQuery(userId, null, sku, from, to, oldestFirst, null, fields.Limit())
        {
            AnyOf = statuses,
        };
        return new Asked(query, list, after);
    }

    private static ImmutableArray<OrderStatus> ReadStatuses(QueryFields fields)
    {
        var statuses = ImmutableArray.CreateBuilder<OrderStatus>();
        foreach (var text in fields.Texts("status", StatusesMax))
        {
            if (EnumNames.TryParse<OrderStatus>(text, out var status))
            {
                statuses.Add(status);
            }
            else
            {
                fields.Fault(
                    "status", FaultCodes.InvalidValue, $"'{text}' is none of {EnumNames.Choices<OrderStatus>()}.");
            }
        }

        return [.. statuses.Distinct().Order()];
    }

    /// <param name="List">What a cursor of this list is bound to.</param>
    internal sealed record Asked(OrderQuery Query, string List, ImmutableArray<string>? After);
}
