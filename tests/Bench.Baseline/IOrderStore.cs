namespace Storehouse.Tests.Baseline;

/// <summary>Where orders are placed: a file, or a PostgreSQL server.</summary>
public interface IOrderStore
{
    Task<PlaceResult> Place(OrderRequest request, string userId, string key, byte[] fingerprint);
}
