using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Storehouse.Orders;

/// <summary>How a command on an order ended, in order of precedence.</summary>
[GenerateSerializer, Alias("order.outcome")]
public enum OrderOutcome
{
    /// <summary>Done; the reply holds the order after it.</summary>
    Done,

    /// <summary>The key was used for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>
    /// Placing: the key belongs to <see cref="OrderReply.OriginalOrderId"/>; ask that order.
    /// </summary>
    PlacedEarlier,

    /// <summary>Placing: the first request under this key is still waiting for its decision.</summary>
    FirstStillRunning,

    /// <summary>There is no such order.</summary>
    UnknownOrder,

    /// <summary>Placing an imported order: it is there already.</summary>
    AlreadyPlaced,

    /// <summary>Placing: <see cref="OrderReply.Lines"/> name SKUs the catalogue does not have.</summary>
    UnknownSku,

    /// <summary>
    /// Placing: <see cref="OrderReply.Lines"/> are in another currency than the first line.
    /// </summary>
    MixedCurrencies,

    /// <summary>Placing: the total does not fit.</summary>
    TotalOverflow,

    /// <summary><see cref="CommandContext.IfVersion"/> is not the current version.</summary>
    VersionMismatch,

    /// <summary>
    /// The order's status does not allow it; <see cref="OrderReply.Allowed"/> says what it allows.
    /// </summary>
    IllegalTransition,

    /// <summary><see cref="OrderReply.Lines"/> do not exist in the order.</summary>
    UnknownLine,

    /// <summary>
    /// Shipping: <see cref="OrderReply.Lines"/> ask for more than is reserved and unshipped.
    /// </summary>
    ExceedsReserved,

    /// <summary>
    /// Returning: <see cref="OrderReply.Lines"/> ask for more than was shipped and not returned.
    /// </summary>
    ExceedsShipped,

    /// <summary>Nothing is left to ship or to return.</summary>
    NothingLeft,
}

/// <param name="Order">
/// The order after the command; when refused, as it stands; null when there is none.
/// </param>
/// <param name="Lines">Line numbers the refusal is about.</param>
/// <param name="Allowed">Commands the order's status allows.</param>
/// <param name="Replayed">A repeat under the same key: this is the first answer.</param>
/// <param name="Trace">Traceparent of the first request.</param>
[GenerateSerializer, Immutable, Alias("order.reply")]
public sealed record OrderReply(
    [property: Id(0)] OrderOutcome Outcome,
    [property: Id(1)] OrderView? Order = null,
    [property: Id(2)] ImmutableArray<int>? Lines = null,
    [property: Id(3)] ImmutableArray<string>? Allowed = null,
    [property: Id(4)] string? OriginalOrderId = null,
    [property: Id(5)] bool Replayed = false,
    [property: Id(6)] string? Trace = null);

/// <summary>One order. Key = its id.</summary>
[Alias("order")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>
    /// Places the order: durable when it answers, perhaps still pending. Safe to repeat under the same key,
    /// even towards another id: the answer is then <see cref="OrderOutcome.PlacedEarlier"/>.
    /// </summary>
    [Alias("place")]
    Task<OrderReply> Place(PlaceOrder command, CommandContext context);

    /// <summary>
    /// Longest that one call of <see cref="WaitDecided"/> should wait; who wants to wait longer calls again. An
    /// order cannot move to another silo, and takes in nothing, until the calls it is busy with have ended.
    /// </summary>
    static TimeSpan WaitMax { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits for stock to decide. Answers with the pending order when <paramref name="wait"/> passes first.
    /// </summary>
    /// <param name="idempotencyKey">
    /// When waiting ends undecided, a repeat under this key is to be told the same.
    /// </param>
    [AlwaysInterleave, Alias("decided")]
    Task<OrderReply> WaitDecided(TimeSpan wait, string? idempotencyKey);

    /// <summary>The first answer to the request that placed this order, for a repeat of it.</summary>
    [AlwaysInterleave, Alias("replay")]
    Task<OrderReply> ReplayPlaced(string idempotencyKey);

    /// <summary>The order as it stands; null when there is none.</summary>
    [AlwaysInterleave, Alias("view")]
    Task<OrderView?> GetView();

    /// <summary>Carries a command out, once: a repeat under the same key gets the first answer.</summary>
    [Alias("execute")]
    Task<OrderReply> Execute(OrderCommand command, CommandContext context);

    /// <summary>
    /// Takes a batch of stream messages. A repeat is recognised by its position and changes nothing.
    /// </summary>
    [Alias("deliver")]
    Task Deliver(ImmutableArray<Delivery<OrderMessage>> messages);
}
