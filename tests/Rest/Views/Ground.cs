using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Orders;
using Storehouse.Projections;

namespace Storehouse.Tests.Views;

/// <summary>A journal and read models in a folder that goes with the test; no silo.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private IHost? _host;

    public Ground()
    {
        Journal = SqliteJournal.Open(new SqliteJournalOptions
        {
            Folder = _folder.Path,
            Topology = new JournalTopology([Topics.Stock, Topics.Orders], 4),
        });
        Shop = new Shop(Journal);
    }

    public SqliteJournal Journal { get; }

    public Shop Shop { get; }

    public string ViewsFile => Path.Combine(_folder.Path, "views.db");

    public OrderIndex Orders => Find<OrderIndex>();

    public ItemIndex Items => Find<ItemIndex>();

    public ProjectionPosition Position => Find<ProjectionPosition>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts what keeps the read models up to date.</summary>
    public async Task StartViews(Action<IServiceCollection>? change = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IJournal>(Journal);
        builder.Services.AddProjections(_folder.Path);
        change?.Invoke(builder.Services);
        _host = builder.Build();
        await _host.StartAsync(Cancellation);
    }

    public async Task StopViews()
    {
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            _host.Dispose();
            _host = null;
        }
    }

    /// <summary>Waits until the read models have everything that is in the journal.</summary>
    public async Task CatchUp() =>
        Assert.True(await Position.WaitForNow(Journal, Patience, Cancellation), "The read models do not catch up.");

    public async ValueTask DisposeAsync()
    {
        await StopViews();
        await Journal.DisposeAsync();
        _folder.Dispose();
    }

    private T Find<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();
}

internal static class Views
{
    /// <summary>Leaves the read models as they are.</summary>
    public static void RemoveViewsRunner(this IServiceCollection services) => services.Remove(
        services.Single(service => service.ImplementationType == typeof(ProjectionRunner)));
}
