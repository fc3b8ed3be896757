using Storehouse.Hosting;
using Storehouse.Storage;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests;

/// <summary>A PostgreSQL server for the tests that share it; each has a schema of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    public string DataFolder => _server!.DataFolder;

    public static string NewSchema() => "t" + Guid.NewGuid().ToString("N");

    public async ValueTask InitializeAsync() =>
        _server = await PostgresServer.Start("fsync = off", "max_connections = 300");

    public PostgresDatabase Open(string schema) =>
        new(new PostgresOptions { ConnectionString = ConnectionString, Schema = schema });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "PostgreSQL";
}
