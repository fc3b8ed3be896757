using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Monitoring;

/// <summary>
/// A real Prometheus scrapes the processes of a cluster, and each alert fires when its fault is there. The rules are
/// those of operators with shorter times (<see cref="RuleFile.Shortened"/>).
/// </summary>
public sealed class AlertTests
{
    private const int Skus = 4;
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Alerts_TheirFaultIsCaused_FireAndEndAfterIt()
    {
        await using var cluster = await LocalCluster.Start(new(Silos: 2, Apis: 1, Settings()));
        var client = await Shop.SignIn(cluster.Apis[0].Address);
        await Shop.Stock(client, Skus);
        await using var prometheus = await PrometheusServer.Start(
            RuleFile.Shortened(),
            [
                ("storehouse-silo", cluster.Silos.Select(one => one.Address)),
                ("storehouse-api", cluster.Apis.Select(one => one.Address)),
            ]);
        await using var traffic = Traffic.Start(cluster, client, Skus);
        await EverythingNamedIsThere(prometheus);
        await prometheus.Ends(Within, [.. RuleFile.Alerts]);

        if (MetricNames.HaveWebhooks)
        {
            await Faults.AddWebhookThatNobodyTakes(client);
        }

        await OfProcesses(cluster, prometheus);
        await OfALockInTheDatabase(cluster, prometheus);
        await OfAHangingDatabase(cluster, prometheus, client);

        // The faults are over, and so are their alerts.
        await prometheus.Ends(
            Within, "StorehouseTargetDown", "StorehouseDeliveryStalled", "StorehouseCursorStalled",
            "StorehouseConnectionsExhausted", "StorehouseOverloaded", "StorehouseNotReady");
        await OfADeadDatabase(cluster, prometheus);
    }

    private static Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>
        {
            ["Storehouse__Journal__RetryFor"] = "00:00:02",
            ["Storehouse__Calls__RetryFor"] = "00:00:02",
            ["Storehouse__Journal__ReadersMax"] = "2",
            ["Storehouse__Health__JournalProbeAge"] = "00:00:00.500",
            ["Storehouse__Load__InFlightMin"] = "16",
            ["Storehouse__Load__InFlightMax"] = "16",
        };
        if (MetricNames.HaveWebhooks)
        {
            settings["Storehouse__Webhooks__AllowHttp"] = "true";
            settings["Storehouse__Webhooks__AllowedNetworks__0"] = "127.0.0.0/8";
        }

        return settings;
    }

    private static async Task OfProcesses(LocalCluster cluster, PrometheusServer prometheus)
    {
        await Faults.Poison(cluster);
        using (Faults.HoldViews(cluster.Apis[0]))
        {
            await cluster.Silos[1].Kill();
            await prometheus.Fires(
                Within, "StorehouseDeadLetters", "StorehouseCursorStalled", "StorehouseTargetDown");
            if (MetricNames.HaveWebhooks)
            {
                await prometheus.Fires(Within, "StorehouseWebhooksBacklog");
            }
        }

        await cluster.Silos[1].Start();
        await prometheus.Fires(Within, "StorehouseRestarting");
    }

    private static async Task OfALockInTheDatabase(LocalCluster cluster, PrometheusServer prometheus)
    {
        await using (await Faults.HoldSku(cluster, 1))
        {
            await prometheus.Fires(Within, "StorehouseDeliveryStalled");
        }

        // What waited was done, and took long.
        await prometheus.Fires(Within, "StorehouseCommitsSlow", "StorehouseOrdersSlow");
    }

    private static async Task OfAHangingDatabase(
        LocalCluster cluster, PrometheusServer prometheus, Client client)
    {
        cluster.Postgres.SignalAll("STOP");
        var ledgers = Enumerable.Range(0, 4).Select(_ => client.Get($"/inventory/{Shop.Sku(1)}/ledger")).ToList();
        try
        {
            await prometheus.Fires(Within, "StorehouseConnectionsExhausted", "StorehouseOverloaded");
        }
        finally
        {
            cluster.Postgres.SignalAll("CONT");
        }

        await Task.WhenAll(ledgers);
    }

    private static async Task OfADeadDatabase(LocalCluster cluster, PrometheusServer prometheus)
    {
        await cluster.Postgres.Abort();
        await prometheus.Fires(Within, "StorehouseErrors", "StorehouseCommitsFailing", "StorehouseNotReady");
    }

    /// <summary>Every query of the dashboards runs, and every metric that they and the rules name is there.</summary>
    private static async Task EverythingNamedIsThere(PrometheusServer prometheus)
    {
        var expressions = Dashboards.Queries.Select(one => one.Expression).Concat(RuleFile.Expressions);
        await prometheus.Has(
            Within, [.. expressions.SelectMany(PromQl.Names).Except(MetricNames.Reserved), .. RuleFile.Recordings]);
        foreach (var query in Dashboards.Queries)
        {
            await prometheus.Query(query.Filled);
        }
    }
}
