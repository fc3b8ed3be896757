using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Storehouse.Storage;

namespace Storehouse.Tests.Storage;

/// <summary>A silo with nothing but its stores, on PostgreSQL.</summary>
public sealed class PostgresSilo(PostgresFixture server) : IAsyncLifetime
{
    private IHost? _host;

    public IServiceProvider Services => _host!.Services;

    public PostgresDatabase Database { get; } = server.Open(PostgresFixture.NewSchema());

    public async ValueTask InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.AddGrainStorage(new StoreLocation("", Database));
            silo.Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.Zero);
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            _host.Dispose();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
