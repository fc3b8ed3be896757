using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Storehouse.Consul;

/// <summary>
/// The same registrations with Microsoft.Orleans.Clustering.Consul, compiled only with
/// <c>-p:OfficialConsul=true</c>. It takes address, token, datacenter and folder from the options.
/// </summary>
public static class ConsulClustering
{
    public static ISiloBuilder UseConsulClustering(this ISiloBuilder builder, Action<ConsulOptions> configure)
    {
        builder.Services.AddConsul(configure);
        return builder.UseConsulSiloClustering(
            (ConsulClusteringOptions official) => Configure(official, configure));
    }

    public static IClientBuilder UseConsulClustering(
        this IClientBuilder builder, Action<ConsulOptions> configure)
    {
        builder.Services.AddConsul(configure);
        return builder.UseConsulClientClustering(
            (ConsulClusteringOptions official) => Configure(official, configure));
    }

    private static void Configure(ConsulClusteringOptions official, Action<ConsulOptions> configure)
    {
        var options = new ConsulOptions();
        configure(options);
        official.KvRootFolder = options.KvRootFolder;
        official.ConfigureConsulClient(() => new global::Consul.ConsulClient(consul =>
        {
            consul.Address = options.Address;
            consul.Token = options.TokenFile is { } file ? File.ReadAllText(file).Trim() : options.Token;
            consul.Datacenter = options.Datacenter;
        }));
    }
}
