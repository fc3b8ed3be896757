using Orleans.Configuration;
using Storehouse.Consul;
using Storehouse.Hosting;
using Storehouse.Journal;
using Storehouse.Telemetry;
using Storehouse.Tls;

namespace Storehouse.Clustering;

/// <summary>A front end that is a client of the cluster's silos.</summary>
internal static class ClusterClient
{
    private static readonly TimeSpan ConnectPause = TimeSpan.FromMilliseconds(500);

    public static void AddStorehouseClient(
        this WebApplicationBuilder builder, IJournal journal, ClusterSettings cluster)
    {
        builder.Services.AddSingleton(journal);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSettings<CallOptions>(CallOptions.Section);
        var calls = Settings.Read<CallOptions>(builder.Configuration, CallOptions.Section);
        builder.Services.AddSingleton<IHostedService>(new StartAtZero(CallMetrics.Begin));
        builder.UseOrleansClient(client =>
        {
            client.UseConsulClustering(builder.Configuration.GetSection(ClusterSettings.ConsulSection).Bind);
            client.Configure<ClusterOptions>(names =>
                (names.ClusterId, names.ServiceId) = (cluster.ClusterId, cluster.ServiceId));
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = calls.Timeout);
            client.Configure<GatewayOptions>(
                gateways => gateways.GatewayListRefreshPeriod = calls.GatewayRefresh);
            client.UseMutualTls(cluster.Tls);
            client.AddOutgoingGrainCallFilter<LostCalls>();
            if (OtlpExport.SendsTraces(builder.Configuration))
            {
                client.AddOutgoingGrainCallFilter<GrainCallSpans>();
            }

            client.UseConnectionRetryFilter(Patience(calls));
        });
    }

    private static Func<Exception, CancellationToken, Task<bool>> Patience(CallOptions calls)
    {
        var clock = TimeProvider.System;
        var started = clock.GetTimestamp();
        return async (fault, cancelled) =>
        {
            if (clock.GetElapsedTime(started) > calls.ConnectWithin)
            {
                throw new StartupException(
                    ProcessStart.Unreachable(fault)
                    ?? $"No silo of the cluster answers ({CallOptions.Section}:ConnectWithin): {fault.Message}");
            }

            await Task.Delay(ConnectPause, clock, cancelled);
            return true;
        };
    }
}
