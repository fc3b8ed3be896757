using System.Text.Json;
using Storehouse.Users;

namespace Storehouse.Orders;

/// <summary>An order's address, which only its person's key opens.</summary>
internal static class OrderAddress
{
    /// <summary>Null when there is none, or its person has been erased.</summary>
    public static async ValueTask<JsonElement?> Open(SealedText? shipTo, IGrainFactory grains)
    {
        var text = shipTo is null ? null : await grains.GetGrain<IUserGrain>(shipTo.UserId).Open(shipTo);
        if (text is null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
