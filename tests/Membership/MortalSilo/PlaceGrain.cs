using Orleans.Placement;

namespace Storehouse.Tests.Membership;

/// <summary>Says where it lives.</summary>
public interface IPlaceGrain : IGrainWithIntegerKey
{
    Task<string> Silo();
}

[RandomPlacement]
public sealed class PlaceGrain(ILocalSiloDetails silo) : Grain, IPlaceGrain
{
    public Task<string> Silo() => Task.FromResult(silo.SiloAddress.ToParsableString());
}
