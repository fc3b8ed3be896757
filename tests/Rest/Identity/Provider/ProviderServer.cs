namespace Storehouse.Tests.Identity.Provider;

/// <summary>A server whose clock the tests set forward, with the clients of the shared one.</summary>
public sealed class ProviderServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new();
    private RestServer? _server;

    public RestServer Server => _server!;

    /// <summary>Lets the time pass after which every revocation is seen.</summary>
    public void LetRevocationsBeSeen() => _clock.Shift += TimeSpan.FromSeconds(5);

    public void Pass(TimeSpan time) => _clock.Shift += time;

    public async ValueTask InitializeAsync() =>
        _server = await RestServer.Start(_folder.Path, _clock, SharedServer.Settings);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }
}
