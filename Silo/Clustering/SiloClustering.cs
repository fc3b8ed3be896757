using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Orleans.Configuration;
using Storehouse.Consul;
using Storehouse.Hosting;
using Storehouse.Tls;

namespace Storehouse.Clustering;

/// <summary>How a silo finds the others, and how they find out that one has died.</summary>
internal static class SiloClustering
{
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(15);

    public static void UseClustering(this ISiloBuilder silo, ClusterSettings cluster, IConfiguration configuration)
    {
        if (!cluster.HasConsul)
        {
            silo.UseLocalhostClustering(
                siloPort: FreeLoopbackPort(), gatewayPort: 0, serviceId: cluster.ServiceId, clusterId: "embedded");
            return;
        }

        var options = cluster.Silo;
        silo.UseConsulClustering(configuration.GetSection(ClusterSettings.ConsulSection).Bind);
        silo.Configure<ClusterOptions>(names =>
            (names.ClusterId, names.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
        silo.ConfigureEndpoints(Address(options), options.Port, options.GatewayPort, listenOnAnyHostAddress: true);
        silo.UseMutualTls(cluster.Tls);
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = options.ProbeTimeout;
            membership.MaxProbeTimeout = options.ProbeTimeoutMax;
            membership.NumMissedProbesLimit = options.MissedProbesMax;
            membership.NumVotesForDeathDeclaration = options.VotesForDeath;
            membership.TableRefreshTimeout = options.MembershipRefresh;
            membership.DefunctSiloExpiration = options.DeadSilosKept;
        });

        // A call to a silo that dies unseen must not outlast the time in which its grains are back elsewhere by much.
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        silo.Rebalance(options.RebalanceInterval);
    }

    private static void Rebalance(this ISiloBuilder silo, TimeSpan interval)
    {
#pragma warning disable ORLEANSEXP002 // The one way by which grains move to a silo that joins; measured by a test.
        silo.AddActivationRebalancer();
#pragma warning restore ORLEANSEXP002
        silo.Configure<ActivationRebalancerOptions>(rebalancer =>
        {
            rebalancer.RebalancerDueTime = interval;
            rebalancer.SessionCyclePeriod = interval;

            // Each step moves up to two thirds of what the fullest silo has too many, not a tenth.
            rebalancer.CycleNumberWeight = 1;
            rebalancer.SiloNumberWeight = 0;
        });
    }

    private static IPAddress Address(SiloOptions options) => options.AdvertisedAddress is { } given
        ? IPAddress.Parse(given)
        : NetworkInterface.GetAllNetworkInterfaces()
            .Where(static adapter => adapter.OperationalStatus == OperationalStatus.Up)
            .SelectMany(static adapter => adapter.GetIPProperties().UnicastAddresses)
            .Select(static unicast => unicast.Address)
            .FirstOrDefault(static address =>
                address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address))
            ?? throw new StartupException(
                $"{SiloOptions.Section}:AdvertisedAddress is missing, and the machine has no address for others.");

    private static int FreeLoopbackPort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
