namespace Storehouse.Tests.Hosting.Tls;

/// <summary>Two silos that believe one authority.</summary>
public sealed class TlsCluster : IAsyncLifetime
{
    internal const string SiloName = "storehouse-silo";
    internal const string ClientName = "storehouse-api";
    internal const string ClientUri = "spiffe://storehouse/api";
    private TlsFolder _files = null!;
    private SecuredSilo _second = null!;

    internal Authority Authority { get; } = new("cluster");

    internal SecuredSilo Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _files = new(Authority.Issue(SiloName), Authority);
        var options = _files.Options;
        options.AllowedNames = [ClientName, ClientUri];
        Silo = await SecuredSilo.Start(options);
        _second = await SecuredSilo.Start(options, Silo);
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await Silo.DisposeAsync();
        _files.Dispose();
    }
}
