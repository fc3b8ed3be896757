namespace Storehouse.Health;

/// <summary>A silo is a member of the cluster; a client reaches one.</summary>
internal sealed class ClusterCheck(IGrainFactory grains, IServiceProvider services) : IReadinessCheck
{
    // There is none in a process that is only a client of the silos.
    private readonly ISiloStatusOracle? _silo = services.GetService<ISiloStatusOracle>();

    public string Name => "silo";

    public async Task Check(CancellationToken cancellation)
    {
        if (_silo is null)
        {
            var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true, cancellation)
                .WaitAsync(cancellation);
            if (hosts.Count == 0)
            {
                throw new InvalidOperationException("No silo is active.");
            }
        }
        else if (_silo.CurrentStatus != SiloStatus.Active)
        {
            throw new InvalidOperationException($"The silo is {_silo.CurrentStatus}.");
        }
    }
}
