using Storehouse.Consul;
using Storehouse.Hosting;
using Storehouse.Storage;
using Storehouse.Tls;

namespace Storehouse.Clustering;

/// <summary>What the settings say of the cluster a process belongs to.</summary>
public sealed record ClusterSettings(
    string ClusterId, string ServiceId, SiloOptions Silo, TlsOptions Tls, ConsulOptions? Consul)
{
    public const string ConsulSection = "Storehouse:Consul";

    /// <summary>True when silos find each other in Consul; else the process is its own and only silo.</summary>
    public bool HasConsul => Consul is not null;

    /// <exception cref="StartupException">A setting is wrong, or one is missing; the message names it.</exception>
    public static ClusterSettings Read(IConfiguration configuration, StoreLocation stores)
    {
        var settings = Settings.Read<StorehouseOptions>(configuration, StorehouseOptions.Section);
        var consul = Settings.Read<ConsulOptions>(configuration, ConsulSection);
        var hasConsul = configuration[$"{ConsulSection}:{nameof(ConsulOptions.Address)}"] is not null;
        if (hasConsul && stores.Postgres is null)
        {
            throw new StartupException(
                $"Silos that share a cluster ({ConsulSection}:Address) share a database too: "
                + $"{PostgresOptions.Section}:ConnectionString is missing.");
        }

        return new(
            settings.ClusterId,
            settings.ServiceId,
            Settings.Read<SiloOptions>(configuration, SiloOptions.Section),
            Settings.Read<TlsOptions>(configuration, TlsOptions.Section),
            hasConsul ? consul : null);
    }
}
