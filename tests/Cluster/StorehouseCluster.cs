using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Storehouse.Hosting;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Journal.Streams;
using Storehouse.Orders;
using Storehouse.Storage;

namespace Storehouse.Tests.Cluster;

/// <summary>Silos of one process on one real journal in a folder of its own.</summary>
public sealed class StorehouseCluster : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly string _folder;
    private readonly InProcessTestCluster _cluster;

    private StorehouseCluster(string folder, SqliteJournal journal, InProcessTestCluster cluster)
    {
        (_folder, Journal, _cluster) = (folder, journal, cluster);
    }

    public SqliteJournal Journal { get; }

    public InProcessTestCluster Silos => _cluster;

    public static async Task<StorehouseCluster> Start(
        short silos = 2, Action<InventoryOptions>? inventory = null)
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-cluster-").FullName;
        var journal = SqliteJournal.Open(new SqliteJournalOptions
        {
            Folder = folder,
            Topology = new JournalTopology([Topics.Stock, Topics.Orders], 4),
        });
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IJournal>(journal);
            silo.Services.AddStorehouseGrains();
            silo.Services.Configure(inventory ?? (static _ => { }));
            silo.AddGrainStorage(new StoreLocation(folder));
            silo.AddJournalStreams(Topics.StreamProvider);
            silo.ConfigureGrains();
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new StorehouseCluster(folder, journal, cluster);
    }

    public IOrderGrain Order(string id) => _cluster.Client.GetGrain<IOrderGrain>(id);

    public IInventoryGrain Sku(string sku) => _cluster.Client.GetGrain<IInventoryGrain>(sku);

    public IShareGrain Share(string sku, string share) =>
        _cluster.Client.GetGrain<IShareGrain>(ShareKey.Of(sku, share));

    public static CommandContext Context(string? key = null, string fingerprint = "f") =>
        new("tester", DateTimeOffset.UtcNow, key, key is null ? null : fingerprint);

    /// <summary>Puts an item in the catalogue with opening stock.</summary>
    public async Task Stock(string sku, int quantity, BackorderPolicy backorder = BackorderPolicy.Deny)
    {
        var item = new ItemDetails(
            sku, null, new Money(250, "GBP"), ImmutableSortedDictionary<string, string>.Empty, 0, backorder, true);
        await Sku(sku).Execute(new DefineItem(item), Context());
        if (quantity > 0)
        {
            await Receive(sku, quantity);
        }
    }

    public Task<StockReply> Receive(string sku, int quantity) => Sku(sku).Execute(
        new ReceiveStock("main", quantity, ReceiptStage.Received, "delivery", null, null), Context());

    /// <summary>Places an order and waits for its decision.</summary>
    public async Task<OrderView> Place(params (string Sku, int Quantity)[] lines)
    {
        var id = OrderId.New(DateTimeOffset.UtcNow);
        await Order(id).Place(Command(lines), Context());
        return (await Order(id).WaitDecided(Bound, null)).Order!;
    }

    public static PlaceOrder Command(params (string Sku, int Quantity)[] lines) =>
        new("usr_tester", [.. lines.Select(line => new OrderLineRequest(line.Sku, line.Quantity))]);

    /// <summary>
    /// Waits, woken by each new entry, until a condition holds; fails when it does not within the bound.
    /// </summary>
    public async Task Until(Func<Task<bool>> condition, string what)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await condition())
        {
            var head = await Journal.Head(bound.Token);
            if (await condition())
            {
                return;
            }

            await Journal.WaitForEntry(head, TimeSpan.FromMilliseconds(100), bound.Token);
            Assert.False(bound.IsCancellationRequested, $"Not within {Bound}: {what}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Journal.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
