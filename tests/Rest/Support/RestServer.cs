using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Storehouse.Http;
using Storehouse.Identity;
using Storehouse.Storage;
using Storehouse.Users;

namespace Storehouse.Tests;

/// <summary>Silo and front end in this process, on a free loopback port, over one folder.</summary>
public sealed class RestServer : IAsyncDisposable
{
    public const string AdminPassword = "correct horse battery";
    private readonly WebApplication _app;

    private RestServer(WebApplication app, string dataPath, string? shownPassword)
    {
        _app = app;
        DataPath = dataPath;
        ShownPassword = shownPassword;
        var address = app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First();
        Client = HeldClient.Of(new Uri(address));
    }

    /// <summary>Without a token.</summary>
    public HttpClient Client { get; }

    public string DataPath { get; }

    /// <summary>What the administrator's creation returned.</summary>
    public string? ShownPassword { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RestServer> Start(
        string dataPath, TimeProvider? clock = null, params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
        [
            new("Urls", "http://127.0.0.1:0"),
            new("Storehouse:Admin:Password", AdminPassword),
        ]);
        builder.Configuration.AddInMemoryCollection(
            settings.Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        var stores = StoreLocation.Read(builder.Configuration, dataPath);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.AddGrainStorage(stores);
        });
        builder.Services.AddSingleton(new ExportSection(
            "probe", (id, _) => Task.FromResult(JsonSerializer.SerializeToElement(id))));
        builder.Services.AddStorehouseHttp();
        builder.Services.AddStorehouseIdentity(builder.Configuration, stores);
        var app = builder.Build();
        app.UseStorehouseHttp();
        app.MapIdentity();
        app.MapUsers();
        app.MapProbes();
        await app.StartAsync();
        var shown = await app.Services.GetRequiredService<AdminAccount>().Ensure(CancellationToken.None);
        return new(app, dataPath, shown);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("storehouse-").FullName;

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Path, recursive: true);
    }
}

/// <summary>One server for all tests that leave its settings alone.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RestServer? _server;

    /// <summary>Clients of every kind.</summary>
    public static (string Key, string? Value)[] Settings { get; } =
    [
        ("Storehouse:Identity:Clients:0:Id", "warehouse"),
        ("Storehouse:Identity:Clients:0:Secret", "a secret for tests"),
        ("Storehouse:Identity:Clients:0:Scopes:0", "inventory.read"),
        ("Storehouse:Identity:Clients:0:Scopes:1", "inventory.write"),
        ("Storehouse:Identity:Clients:1:Id", "shop"),
        ("Storehouse:Identity:Clients:1:Name", "The <Shop>"),
        ("Storehouse:Identity:Clients:1:Secret", "a secret for tests"),
        ("Storehouse:Identity:Clients:1:Grants:0", "AuthorizationCode"),
        ("Storehouse:Identity:Clients:1:Grants:1", "RefreshToken"),
        ("Storehouse:Identity:Clients:1:RedirectUris:0", "https://shop.example/signed-in"),
        ("Storehouse:Identity:Clients:1:PostLogoutRedirectUris:0", "https://shop.example/signed-out"),
        ("Storehouse:Identity:Clients:1:Scopes:0", "orders.read"),
        ("Storehouse:Identity:Clients:1:Scopes:1", "orders.write"),
        ("Storehouse:Identity:Clients:1:Scopes:2", "profile"),
        ("Storehouse:Identity:Clients:1:Scopes:3", "email"),
        ("Storehouse:Identity:Clients:2:Id", "app"),
        ("Storehouse:Identity:Clients:2:Grants:0", "AuthorizationCode"),
        ("Storehouse:Identity:Clients:2:Grants:1", "RefreshToken"),
        ("Storehouse:Identity:Clients:2:RedirectUris:0", "http://127.0.0.1/signed-in"),
        ("Storehouse:Identity:Clients:2:Scopes:0", "orders.read"),
        ("Storehouse:Identity:Clients:3:Id", "till"),
        ("Storehouse:Identity:Clients:3:Grants:0", "DeviceCode"),
        ("Storehouse:Identity:Clients:3:Grants:1", "RefreshToken"),
        ("Storehouse:Identity:Clients:3:Scopes:0", "orders.read"),
    ];

    public RestServer Server => _server!;

    public async ValueTask InitializeAsync() =>
        _server = await RestServer.Start(_folder.Path, clock: null, Settings);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
