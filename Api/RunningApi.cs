using Storehouse.Identity;
using Storehouse.Journal;
using Storehouse.Storage;

namespace Storehouse.Hosting;

/// <summary>A started process: stops in order, and closes its journal last.</summary>
public sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IJournal _journal;
    private readonly CancellationToken _stopped;

    private RunningApi(WebApplication app, IJournal journal) =>
        (_app, _journal, _stopped) = (app, journal, app.Lifetime.ApplicationStopped);

    public IServiceProvider Services => _app.Services;

    public IEnumerable<string> Addresses => _app.Urls;

    internal static RunningApi Ready(
        WebApplication app, IJournal journal, StoreLocation stores, TextWriter output)
    {
        var admin = app.Services.GetRequiredService<AdministratorAtStart>();
        Greeting.Print(
            output, app.Urls, stores.Postgres?.Name ?? stores.DataPath, admin.UserName, admin.NewPassword);
        return new RunningApi(app, journal);
    }

    public Task WaitForStop() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        if (!_stopped.IsCancellationRequested)
        {
            await _app.StopAsync();
        }

        await _app.DisposeAsync();
        await OpenJournal.Close(_journal);
    }
}
