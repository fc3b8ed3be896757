using System.Net;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Storehouse.Consul;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Membership;

/// <summary>A silo on loopback that knows others through Consul alone, and is quick to miss them.</summary>
public static class TestSilo
{
    public const string ServiceId = "test";

    public static IHost Build(Uri consul, string clusterId)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo
            .Configure<ClusterOptions>(
                options => (options.ClusterId, options.ServiceId) = (clusterId, ServiceId))
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromMilliseconds(500);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
            })
            .ConfigureEndpoints(IPAddress.Loopback, ServerProcess.FreePort(), ServerProcess.FreePort())
            .UseConsulClustering(options => options.Address = consul));
        return builder.Build();
    }
}
