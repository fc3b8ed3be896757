using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Storehouse.Tests.Processes;
using Storehouse.Tls;

namespace Storehouse.Tests.Hosting.Tls;

/// <summary>A silo on loopback sockets.</summary>
internal sealed class SecuredSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private SecuredSilo(TlsOptions options, int? primaryPort)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(Lines);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(
                SiloPort, GatewayPort, new IPEndPoint(IPAddress.Loopback, primaryPort ?? SiloPort));
            silo.UseMutualTls(options);
        });
        _host = builder.Build();
    }

    public int SiloPort { get; } = ServerProcess.FreePort();

    public int GatewayPort { get; } = ServerProcess.FreePort();

    public LoggedLines Lines { get; } = new();

    public static async Task<SecuredSilo> Start(TlsOptions options, SecuredSilo? primary = null)
    {
        var silo = new SecuredSilo(options, primary?.SiloPort);
        await silo._host.StartAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return silo;
    }

    /// <summary>Connects as a client; it ends with the returned host.</summary>
    public async Task<IHost> Connect(TlsOptions options)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(GatewayPort);
            client.UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            client.UseMutualTls(options);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync().WaitAsync(TimeSpan.FromSeconds(20));
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>Connects as a client, asks which silos there are, and leaves.</summary>
    public async Task<IReadOnlyCollection<SiloStatus>> AskAsClient(TlsOptions options)
    {
        using var host = await Connect(options);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var hosts = await grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)
            .WaitAsync(TimeSpan.FromSeconds(20));
        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20));
        return [.. hosts.Values];
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _host.StopAsync(limit.Token);
        _host.Dispose();
    }
}
