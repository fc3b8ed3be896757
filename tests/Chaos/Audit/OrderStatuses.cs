namespace Storehouse.Tests.Chaos.Audit;

/// <summary>The order's state machine, written down a second time from the contract.</summary>
internal static class OrderStatuses
{
    public const string Pending = "pending";
    public const string Reserved = "reserved";
    public const string Confirmed = "confirmed";
    public const string PartiallyShipped = "partially_shipped";
    public const string Shipped = "shipped";
    public const string Completed = "completed";
    public const string Rejected = "rejected";
    public const string Expired = "expired";
    public const string Cancelled = "cancelled";

    private static readonly Dictionary<string, string[]> Next = new()
    {
        [Pending] = [Reserved, Confirmed, Rejected],
        [Reserved] = [Confirmed, Expired, Cancelled],
        [Confirmed] = [PartiallyShipped, Shipped, Cancelled],
        [PartiallyShipped] = [Shipped],
        [Shipped] = [Completed],
        [Completed] = [],
        [Rejected] = [],
        [Expired] = [],
        [Cancelled] = [],
    };

    /// <summary>Statuses in which nothing is kept for the order any more.</summary>
    public static bool IsGivenUp(string status) => status is Rejected or Expired or Cancelled;

    /// <summary>Whether an order can come from one status to the other, or stay there.</summary>
    public static bool CanReach(string from, string to) =>
        from == to || (Next.TryGetValue(from, out var next) && next.Any(status => CanReach(status, to)));
}
