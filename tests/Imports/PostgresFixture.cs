using Storehouse.Hosting;
using Storehouse.Storage;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Imports;

/// <summary>A PostgreSQL server for the tests of one collection; each test has a schema of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.Start("fsync = off");

    public static string NewSchema() => "t" + Guid.NewGuid().ToString("N");

    public PostgresDatabase Open(string schema) =>
        new(new PostgresOptions { ConnectionString = _server!.ConnectionString, Schema = schema });

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
