using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Storehouse.Inventory;

/// <summary>How a command on a SKU ended, in order of precedence.</summary>
[GenerateSerializer, Alias("stock.outcome")]
public enum StockOutcome
{
    /// <summary>Done; the reply holds the state after it.</summary>
    Done,

    /// <summary>The key was used for another request.</summary>
    IdempotencyKeyReused,

    /// <summary>The catalogue has no such SKU.</summary>
    UnknownSku,

    /// <summary><see cref="CommandContext.IfVersion"/> is not the current version.</summary>
    VersionMismatch,

    /// <summary>The item is not stocked (postage, services).</summary>
    NotStocked,

    /// <summary><see cref="MoveStock.ExpectedOnHand"/> is not the true figure.</summary>
    OnHandMismatch,

    /// <summary>More would leave than is available (or, for arrivals, than was announced).</summary>
    InsufficientStock,

    /// <summary>A count below what is reserved: orders must be released first.</summary>
    CountBelowReserved,

    /// <summary>The sum would not fit the counter.</summary>
    QuantityOverflow,

    /// <summary>
    /// Units that the command needs are held by shares, which now give them back: ask again once
    /// <see cref="IInventoryGrain.WaitWhole"/> says so. Nothing was done.
    /// </summary>
    Gathering,
}

/// <summary>A SKU's catalogue entry and balances at a version.</summary>
/// <param name="Version">Entries in the SKU's stream; the inventory resource's ETag.</param>
/// <param name="ItemVersion">Times the catalogue entry was written; the item resource's ETag.</param>
/// <param name="Backordered">Units that orders wait for.</param>
[GenerateSerializer, Immutable, Alias("stock.view")]
public sealed record StockView(
    [property: Id(0)] string Sku,
    [property: Id(1)] ItemDetails Item,
    [property: Id(2)] ImmutableArray<LocationBalance> Locations,
    [property: Id(3)] int Backordered,
    [property: Id(4)] long Version,
    [property: Id(5)] long ItemVersion,
    [property: Id(6)] DateTimeOffset UpdatedAt,
    [property: Id(7)] DateTimeOffset ItemUpdatedAt);

/// <param name="View">
/// State after the command; when it was refused, the current one; null for an unknown SKU.
/// </param>
/// <param name="LedgerId">The ledger entry it made; null when it made none.</param>
/// <param name="Available">With <see cref="StockOutcome.InsufficientStock"/>: what could have left.</param>
/// <param name="OnHand">With <see cref="StockOutcome.OnHandMismatch"/>: the true figure.</param>
/// <param name="Replayed">
/// A repeat of an earlier command under the same key: this is the first answer.
/// </param>
/// <param name="Trace">Traceparent of the first request.</param>
/// <param name="Created">The catalogue entry is new.</param>
[GenerateSerializer, Immutable, Alias("stock.reply")]
public sealed record StockReply(
    [property: Id(0)] StockOutcome Outcome,
    [property: Id(1)] StockView? View = null,
    [property: Id(2)] string? LedgerId = null,
    [property: Id(3)] int? Available = null,
    [property: Id(4)] int? OnHand = null,
    [property: Id(5)] bool Replayed = false,
    [property: Id(6)] string? Trace = null,
    [property: Id(7)] bool Created = false);

/// <summary>One SKU: its catalogue entry and its stock. Key = the SKU, case-sensitive.</summary>
[Alias("inventory")]
public interface IInventoryGrain : IGrainWithStringKey
{
    /// <summary>Price and kind, for an order about to be placed; null for an unknown SKU.</summary>
    [AlwaysInterleave, Alias("terms")]
    Task<ItemTerms?> GetTerms();

    /// <summary>Catalogue entry and balances; null for an unknown SKU.</summary>
    [AlwaysInterleave, Alias("view")]
    Task<StockView?> GetView();

    /// <summary>Carries a command out, once: a repeat under the same key gets the first answer.</summary>
    [Alias("execute")]
    Task<StockReply> Execute(StockCommand command, CommandContext context);

    /// <summary>
    /// Takes a batch of stream messages. A repeat is recognised by its position and changes nothing.
    /// </summary>
    [Alias("deliver")]
    Task Deliver(ImmutableArray<Delivery<StockMessage>> messages);

    /// <summary>
    /// Longest that one call that waits for something should wait; who wants to wait longer calls again. A SKU
    /// cannot move to another silo, and takes in nothing, until the calls it is busy with have ended.
    /// </summary>
    static TimeSpan WaitMax { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Waits until the message at a position of the SKU's queue, and all before it, have taken effect.
    /// </summary>
    /// <returns>False when <paramref name="wait"/> passed first.</returns>
    [AlwaysInterleave, Alias("applied")]
    Task<bool> WaitApplied(long position, TimeSpan wait);

    /// <summary>Waits until no share holds units of the SKU.</summary>
    /// <returns>False when <paramref name="wait"/> passed first.</returns>
    [AlwaysInterleave, Alias("whole")]
    Task<bool> WaitWhole(TimeSpan wait);
}

/// <summary>Commands on SKUs that may be split.</summary>
public static class InventoryCommands
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Carries a command out; when shares hold units that it needs, after they have given them back.
    /// </summary>
    /// <exception cref="TimeoutException">They did not within 10 s; the command was not carried out.</exception>
    public static async Task<StockReply> ExecuteWhole(
        this IInventoryGrain grain, StockCommand command, CommandContext context)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var reply = await grain.Execute(command, context);
            if (reply.Outcome != StockOutcome.Gathering)
            {
                return reply;
            }

            while (!await grain.WaitWhole(IInventoryGrain.WaitMax))
            {
                if (TimeProvider.System.GetElapsedTime(started) > Bound)
                {
                    throw new TimeoutException("The units of a busy SKU could not be gathered in time.");
                }
            }
        }
    }
}
