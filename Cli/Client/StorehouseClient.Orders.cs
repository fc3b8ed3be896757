using System.Globalization;
using System.Text.Json.Serialization.Metadata;

namespace Storehouse.Cli.Client;

/// <summary>How long to wait for an order's decision (RFC 7240).</summary>
/// <param name="Async">Answer as soon as the order is durable.</param>
/// <param name="WaitSeconds">Wait at most so long; null = as long as the server sees fit.</param>
public sealed record Waiting(bool Async, int? WaitSeconds)
{
    public static Waiting Default { get; } = new(false, null);

    internal string? Prefer => this switch
    {
        { Async: true } => "respond-async",
        { WaitSeconds: { } seconds } => string.Create(CultureInfo.InvariantCulture, $"wait={seconds}"),
        _ => null,
    };
}

public sealed record OrderFilter
{
    public string? Status { get; init; }

    public string? Sku { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    public string? UserId { get; init; }

    public string? Sort { get; init; }
}

public sealed partial class StorehouseClient
{
    /// <summary>Places an order: 201 when decided, 202 while it is pending.</summary>
    public Task<Answer<Order>> PlaceOrderAsync(
        NewOrder order, Waiting? waiting = null, string? idempotencyKey = null,
        CancellationToken cancel = default)
    {
        waiting ??= Waiting.Default;
        var request = new ApiRequest(HttpMethod.Post, "api/v1/orders")
        {
            Content = Json(order, StorehouseJson.Default.NewOrder),
            IdempotencyKey = idempotencyKey ?? NewIdempotencyKey(),
            Prefer = waiting.Prefer,
        };
        request = request with { Timeout = request.Timeout + TimeSpan.FromSeconds(waiting.WaitSeconds ?? 0) };
        return SendAsync(request, StorehouseJson.Default.Order, cancel);
    }

    public Task<Answer<Order>> GetOrderAsync(string orderId, CancellationToken cancel = default) =>
        GetAsync(OrderPath(orderId), StorehouseJson.Default.Order, cancel);

    public Task<Answer<Page<Order>>> ListOrdersAsync(
        OrderFilter filter, PageRequest page, CancellationToken cancel = default) =>
        GetAsync(
            new Query("api/v1/orders").With("status", filter.Status).With("sku", filter.Sku)
                .With("from", filter.From).With("to", filter.To).With("user_id", filter.UserId)
                .With("sort", filter.Sort).With(page).ToString(),
            StorehouseJson.Default.PageOrder, cancel);

    public Task<Answer<Order>> ConfirmOrderAsync(
        string orderId, string? idempotencyKey = null, CancellationToken cancel = default) =>
        ChangeAsync(orderId, "confirm", new NoBody(), StorehouseJson.Default.NoBody, idempotencyKey, cancel);

    public Task<Answer<Order>> CancelOrderAsync(
        string orderId, Cancellation cancellation, string? idempotencyKey = null,
        CancellationToken cancel = default) =>
        ChangeAsync(
            orderId, "cancel", cancellation, StorehouseJson.Default.Cancellation, idempotencyKey, cancel);

    public Task<Answer<Order>> ShipOrderAsync(
        string orderId, NewShipment shipment, string? idempotencyKey = null,
        CancellationToken cancel = default) =>
        ChangeAsync(
            orderId, "shipments", shipment, StorehouseJson.Default.NewShipment, idempotencyKey, cancel);

    public Task<Answer<Order>> ReturnOrderAsync(
        string orderId, NewReturn goods, string? idempotencyKey = null, CancellationToken cancel = default) =>
        ChangeAsync(orderId, "returns", goods, StorehouseJson.Default.NewReturn, idempotencyKey, cancel);

    private Task<Answer<Order>> ChangeAsync<T>(
        string orderId, string change, T body, JsonTypeInfo<T> type, string? key, CancellationToken cancel) =>
        PostAsync($"{OrderPath(orderId)}/{change}", body, type, StorehouseJson.Default.Order, key, cancel);

    private static string OrderPath(string orderId) => $"api/v1/orders/{Uri.EscapeDataString(orderId)}";
}
