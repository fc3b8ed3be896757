namespace Storehouse;

/// <summary>A message handed to the aggregate it is for.</summary>
/// <param name="Position">
/// Its place in the aggregate's queue; a repeat has the same or a lower one than the last seen.
/// </param>
[GenerateSerializer, Immutable, Alias("delivery`1")]
public readonly record struct Delivery<TMessage>(
    [property: Id(0)] long Position, [property: Id(1)] TMessage Message);

/// <summary>The journal's topics: which aggregate a message is for.</summary>
public static class Topics
{
    public const string Orders = "orders";
    public const string Stock = "stock";

    /// <summary>Name of the stream provider that delivers them.</summary>
    public const string StreamProvider = "journal";
}
