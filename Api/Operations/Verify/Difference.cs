namespace Storehouse.Operations;

/// <summary>A place where the books do not close.</summary>
/// <param name="Code">One of <see cref="DifferenceCodes"/>.</param>
public sealed record Difference(string Code, string? Sku, string? OrderId, string Detail);

/// <summary>The ways in which books can fail to close.</summary>
public static class DifferenceCodes
{
    /// <summary>An entry is missing from a stream, or comes twice.</summary>
    public const string VersionGap = "version_gap";

    /// <summary>An entry's events cannot be read.</summary>
    public const string UnreadableEntry = "unreadable_entry";

    /// <summary>A recorded balance is not what the movements add up to.</summary>
    public const string BalanceMismatch = "balance_mismatch";

    /// <summary>More left a location's account than was in it.</summary>
    public const string NegativeBalance = "negative_balance";

    /// <summary>A stock-take's figure is not what is on hand after it.</summary>
    public const string CountMismatch = "count_mismatch";

    /// <summary>A SKU's accounts do not sum to zero.</summary>
    public const string AccountsUnbalanced = "accounts_unbalanced";

    /// <summary>A SKU's reserved units are not those of its orders.</summary>
    public const string ReservedWithoutOrder = "reserved_without_order";

    /// <summary>More was released or shipped for an order than was reserved for it.</summary>
    public const string ReservedNegative = "reserved_negative";

    /// <summary>More came back for an order than was shipped for it.</summary>
    public const string ReturnedNotShipped = "returned_not_shipped";

    /// <summary>Stock moved, or events happened, for an order that was never placed.</summary>
    public const string UnknownOrder = "unknown_order";

    /// <summary>An order and a SKU disagree about what moved for it, and no message is under way.</summary>
    public const string OrderMismatch = "order_mismatch";

    /// <summary>An accepted order has no decision, and no message is under way.</summary>
    public const string OrderUndecided = "order_undecided";

    /// <summary>A share of a SKU did something else than it told the SKU.</summary>
    public const string ShareMismatch = "share_mismatch";

    /// <summary>A message has been under way for too long.</summary>
    public const string MessageOverdue = "message_overdue";

    /// <summary>A SKU's live balances are not those of its entries.</summary>
    public const string GrainMismatch = "grain_mismatch";
}
