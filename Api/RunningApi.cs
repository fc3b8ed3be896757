using Storehouse.Identity;
using Storehouse.Journal.Sqlite;

namespace Storehouse.Hosting;

/// <summary>A started process: stops in order, and closes its journal last.</summary>
public sealed class RunningApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SqliteJournal _journal;

    private RunningApi(WebApplication app, SqliteJournal journal) => (_app, _journal) = (app, journal);

    public IServiceProvider Services => _app.Services;

    public IEnumerable<string> Addresses => _app.Urls;

    internal static RunningApi Ready(WebApplication app, SqliteJournal journal, string dataPath)
    {
        var admin = app.Services.GetRequiredService<AdministratorAtStart>();
        Greeting.Print(app.Urls, dataPath, admin.UserName, admin.NewPassword);
        return new RunningApi(app, journal);
    }

    public Task WaitForStop() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _journal.DisposeAsync();
    }
}
