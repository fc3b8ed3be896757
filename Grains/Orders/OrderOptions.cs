namespace Storehouse.Orders;

/// <summary>Rules of orders that a shop may set.</summary>
public sealed class OrderOptions
{
    /// <summary>Time after which a shipped order is completed. Default: 30 days.</summary>
    public TimeSpan ReturnWindow { get; set; } = TimeSpan.FromDays(30);
}
