using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Storehouse.Consul.Gateways;
using Storehouse.Consul.Membership;

namespace Storehouse.Consul;

/// <summary>Silos that find each other, and clients that find silos, through Consul.</summary>
public static class ConsulClustering
{
    public static ISiloBuilder UseConsulClustering(this ISiloBuilder builder, Action<ConsulOptions> configure)
    {
        builder.Services.AddConsul(configure).AddSingleton<IMembershipTable, ConsulMembershipTable>();
        return builder;
    }

    /// <summary>
    /// Also sets <see cref="GatewayOptions.GatewayListRefreshPeriod"/>, which later configuration may
    /// override.
    /// </summary>
    public static IClientBuilder UseConsulClustering(
        this IClientBuilder builder, Action<ConsulOptions> configure)
    {
        builder.Services.AddConsul(configure).AddSingleton<IGatewayListProvider, ConsulGatewayList>();
        builder.Services.AddOptions<GatewayOptions>().Configure<IOptions<ConsulOptions>>(
            (gateways, consul) => gateways.GatewayListRefreshPeriod = consul.Value.GatewayRefreshPeriod);
        return builder;
    }
}
