using Storehouse.Tests.Chaos.Server;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Chaos.Cluster;

/// <summary>A cluster behind its gateway, which is always there.</summary>
public sealed class ClusterTarget(LocalCluster cluster) : ITarget
{
    public Uri BaseAddress => cluster.Gateway;

    public string Password => LocalCluster.Password;

    public IReadOnlyList<Uri> Readers => [.. cluster.Apis.Select(api => api.Address)];

    public Task WhenReady(CancellationToken cancellation) => Task.CompletedTask;
}
