using Storehouse.Tests.Membership;
using Storehouse.Tests.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedConsul))]

namespace Storehouse.Tests.Membership;

/// <summary>One server for all tests that leave it alone; each test has a cluster name of its own.</summary>
public sealed class SharedConsul : IAsyncLifetime
{
    private ConsulServer? _server;

    public Uri Address => _server!.Address;

    public async ValueTask InitializeAsync() => _server = await ConsulServer.Start();

    public ValueTask DisposeAsync() => _server!.DisposeAsync();
}
