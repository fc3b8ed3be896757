using System.Net;
using Storehouse.Tests.Servers.Clusters;
using Storehouse.Tests.Telemetry.Receiving;
using Storehouse.Tests.Telemetry.Support;

namespace Storehouse.Tests.Telemetry;

/// <summary>Silos and front ends as processes of their own, on PostgreSQL.</summary>
public sealed class ClusterTests : IAsyncLifetime
{
    private static readonly string[] Skus = ["A-1", "B-2", "C-3", "D-4"];
    private OtlpReceiver _collector = null!;
    private LocalCluster _cluster = null!;
    private Shop _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _collector = await OtlpReceiver.Start();
        _cluster = await LocalCluster.Start(
            new(Silos: 2, Apis: 1, new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Http,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            }),
            TestContext.Current.CancellationToken);
        _admin = await Shop.SignIn(_cluster.Gateway, LocalCluster.Password);
        foreach (var sku in Skus)
        {
            await _admin.Stock(sku, backorder: sku == Skus[0]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Cluster_Orders_AreTracedOverAllProcesses_AndEveryPromisedMetricIsServed()
    {
        await TracesRunOverAllProcesses();
        await EveryPromisedMetricIsServed();
        await TheGatewayKeepsMetricsInside();
    }

    private async Task TracesRunOverAllProcesses()
    {
        var (_, trace) = await _admin.Order(Skus);

        var spans = await _collector.Trace(trace, static spans =>
            spans.Has("OrderConfirmed") && spans.Any(static span => span.Name == "POST /api/v1/orders")
            && spans.Count(static span => span.Name == "deliver orders") == Skus.Length
            && spans.Count(static span => span.Name == "IOrderGrain/Place") == 2);
        OrderTrace.AssertWhole(spans, Skus);
        var services = spans.Select(span => span.Service.Split(' ')[0]).Distinct().Order();
        Assert.Equal(["storehouse-api", "storehouse-silo"], services);
    }

    private async Task EveryPromisedMetricIsServed()
    {
        var silos = await Task.WhenAll(_cluster.Silos.Select(silo => Scrape.Of(silo.Address)));
        var frontEnds = await Task.WhenAll(_cluster.Apis.Select(api => Scrape.Of(api.Address)));
        var promised = MetricsTable.Read();

        Assert.Contains(promised, metric => metric.IsOurs);
        Assert.Empty(promised.SelectMany(metric => (string[])
        [
            .. Faults(metric, silos, metric.InSilos), .. Faults(metric, frontEnds, metric.InFrontEnds),
        ]));

        var names = promised.Select(metric => metric.Name).ToHashSet();
        Assert.DoesNotContain(
            silos.Concat(frontEnds).SelectMany(scrape => scrape.Types.Keys),
            name => name.StartsWith("storehouse_", StringComparison.Ordinal) && !names.Contains(name));

        Assert.Equal(1, silos.Sum(scrape => scrape.Sum("storehouse_orders_outcomes_total", "\"confirmed\"")));
        Assert.Equal(3, silos.Sum(scrape => scrape.Sum("storehouse_inventory_reservations_total", "\"plain\"")));
        Assert.Equal(1, silos.Sum(scrape => scrape.Sum("storehouse_inventory_reserved_units_total", "\"backorder\"")));
        Assert.Equal(16, silos.Sum(scrape => scrape.Text.Split("storehouse_journal_queue_lag{").Length - 1));
    }

    // At least one process of the kind has it, and no process of the other kind when it is none of theirs.
    private static IEnumerable<string> Faults(PromisedMetric metric, Scrape[] scrapes, bool isServed)
    {
        var serving = scrapes.Where(scrape => scrape.Types.ContainsKey(metric.Name)).ToList();
        if (serving.Count == 0 == isServed && (isServed || metric.IsOurs))
        {
            yield return $"{metric.Name}: served by {serving.Count} of {scrapes.Length}";
        }

        foreach (var scrape in serving)
        {
            if (scrape.Types[metric.Name] != metric.Type)
            {
                yield return $"{metric.Name} is a {scrape.Types[metric.Name]}";
            }

            foreach (var label in metric.Labels.Except(scrape.Labels[metric.Name]))
            {
                yield return $"{metric.Name} has no {label}";
            }
        }
    }

    private async Task TheGatewayKeepsMetricsInside()
    {
        using var client = new HttpClient();
        foreach (var path in (string[])["/metrics", "//metrics", "/api/v1/../../metrics", "/docs/%2e%2e/metrics"])
        {
            // As written: a client that tidies paths is not who tries this.
            var address = new Uri(
                _cluster.Gateway.GetLeftPart(UriPartial.Authority) + path,
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var answer = await client.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
