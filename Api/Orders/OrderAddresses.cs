using System.Text.Json;
using Storehouse.Users;

namespace Storehouse.Orders;

/// <summary>
/// Where an order goes is personal: the journal holds it only encrypted under the person's key, so that erasing
/// the person erases it here too.
/// </summary>
internal sealed class OrderAddresses(IGrainFactory grains)
{
    public async ValueTask<SealedText?> Seal(string userId, Address? address) => address is null
        ? null
        : await grains.GetGrain<IUserGrain>(userId).Seal(
            JsonSerializer.Serialize(address, OrderJson.Default.Address));

    /// <summary>The order with its address opened; without one when the person has been erased.</summary>
    public async ValueTask<OrderDocument> Document(OrderView order)
    {
        if (order.ShipTo is not { } closed
            || await grains.GetGrain<IUserGrain>(closed.UserId).Open(closed) is not { } text)
        {
            return OrderDocument.From(order);
        }

        using var document = JsonDocument.Parse(text);
        return OrderDocument.From(order, document.RootElement.Clone());
    }
}
