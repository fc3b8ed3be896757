using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Journal;
using Storehouse.Orders;
using Storehouse.Projections;

namespace Storehouse.Tests.Views;

public sealed class ProjectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Views_DeletedFile_RebuiltAsTheyWere()
    {
        await using var ground = new Ground();
        await ground.StartViews();
        await History(ground.Shop, orders: 60);
        await ground.CatchUp();
        await ground.StopViews();
        var before = Dump(ground.ViewsFile);

        SqliteConnection.ClearAllPools();
        File.Delete(ground.ViewsFile);
        await ground.StartViews();
        await ground.CatchUp();
        await ground.StopViews();

        Assert.Contains("orders|", before, StringComparison.Ordinal);
        Assert.Contains("stock_checkpoints|", before, StringComparison.Ordinal);
        Assert.Equal(before, Dump(ground.ViewsFile));
    }

    [Fact]
    public async Task Views_DamagedFile_RebuiltAsTheyWere()
    {
        await using var ground = new Ground();
        await ground.StartViews();
        await History(ground.Shop, orders: 20);
        await ground.CatchUp();
        await ground.StopViews();
        var before = Dump(ground.ViewsFile);

        SqliteConnection.ClearAllPools();
        await File.WriteAllTextAsync(ground.ViewsFile, "no database at all, but long enough to look at", Cancellation);
        await ground.StartViews();
        await ground.CatchUp();
        await ground.StopViews();

        Assert.Equal(before, Dump(ground.ViewsFile));
    }

    [Fact]
    public async Task Views_AnotherVersion_OnlyThatProjectionRebuilt()
    {
        await using var ground = new Ground();
        await ground.StartViews();
        await History(ground.Shop, orders: 20);
        await ground.CatchUp();
        await ground.StopViews();
        var before = Dump(ground.ViewsFile);

        using (var connection = new SqliteConnection($"Data Source={ground.ViewsFile};Pooling=False"))
        {
            connection.Open();
            connection.Execute("UPDATE projections SET version = 0 WHERE name = 'orders'");
            connection.Execute("UPDATE orders SET status = 7");
        }

        await ground.StartViews();
        await ground.CatchUp();
        await ground.StopViews();

        Assert.Equal(before, Dump(ground.ViewsFile));
    }

    [Fact]
    public async Task Views_AnotherJournalUnderneath_Rebuilt()
    {
        await using var first = new Ground();
        await first.StartViews();
        await History(first.Shop, orders: 30);
        await first.CatchUp();
        await first.StopViews();
        SqliteConnection.ClearAllPools();

        await using var second = new Ground();
        second.Shop.Now = second.Shop.Now.AddDays(1);
        await History(second.Shop, orders: 40);
        File.Copy(first.ViewsFile, second.ViewsFile);
        await second.StartViews();
        await second.CatchUp();

        var found = second.Orders.Find(new OrderQuery(null, null, null, null, null, true, null, 1000));
        Assert.Equal(second.Shop.OrderIds.Order(StringComparer.Ordinal), found.Select(place => place.OrderId));
    }

    [Fact]
    public async Task Views_FailingProjection_TriedAgainAndNothingSkipped()
    {
        var faulty = new FaultyProjection { FailuresLeft = 3 };
        await using var ground = new Ground();
        await ground.StartViews(services =>
        {
            services.AddSingleton<IProjection>(faulty);
            services.Configure<ProjectionOptions>(options => options.RetryPause = TimeSpan.FromMilliseconds(1));
        });
        await History(ground.Shop, orders: 10);
        await ground.CatchUp();

        Assert.Equal(0, faulty.FailuresLeft);
        Assert.Equal(await ground.Journal.Head(Cancellation), faulty.Seen.Count);
        Assert.Equal(10, ground.Orders.Find(
            new OrderQuery(null, null, null, null, null, true, null, 1000)).Length);
    }

    [Fact]
    public async Task Views_IdleJournal_FreshWithinMoments()
    {
        await using var ground = new Ground();
        await ground.Shop.Define("A");
        await ground.StartViews();
        await ground.CatchUp();
        var orderId = await ground.Shop.Place("usr_1", new OrderLineRequest("A", 1));
        Assert.True(await ground.Position.WaitForNow(ground.Journal, TimeSpan.FromSeconds(2), Cancellation));
        Assert.Equal(orderId, Assert.Single(ground.Orders.Find(
            new OrderQuery("usr_1", OrderStatus.Pending, "A", null, null, false, null, 10))).OrderId);
    }

    [Fact]
    public async Task WaitFor_PositionNotReached_False()
    {
        await using var ground = new Ground();
        await ground.StartViews();
        Assert.False(await ground.Position.WaitFor(1, TimeSpan.FromMilliseconds(20), Cancellation));
    }

    /// <summary>Orders over few SKUs, in every state, with checkpoints of stock in between.</summary>
    internal static async Task History(Shop shop, int orders)
    {
        string[] skus = ["85123A", "85123a", "22423", "POST"];
        foreach (var sku in skus)
        {
            await shop.Define(sku, $"Item {sku}", stocked: sku != "POST");
            if (sku != "POST")
            {
                await shop.Receive(sku, orders / 2, "main");
                await shop.Receive(sku, 3, "north");
            }
        }

        for (var number = 0; number < orders; number++)
        {
            shop.Now = shop.Now.AddSeconds(1);
            var orderId = await shop.Place(
                $"usr_{number % 3}",
                new OrderLineRequest(skus[number % 3], 1 + (number % 4)),
                new OrderLineRequest(skus[(number + 1) % 4], 1));
            await shop.DeliverAll();
            if (shop.Order(orderId).Status != OrderStatus.Confirmed)
            {
                continue;
            }

            switch (number % 4)
            {
                case 0:
                    await shop.Execute(orderId, new CancelOrder("changed my mind"));
                    break;
                case 1:
                    await shop.Execute(orderId, new ShipOrder([new LineQuantity(1, 1)], null, null));
                    break;
                case 2:
                    await shop.Execute(orderId, new ShipOrder([], null, null));
                    await shop.Execute(orderId, new ReturnOrder([new LineQuantity(1, 1)], "main", "broken"));
                    break;
            }

            await shop.DeliverAll();
        }

        for (var number = 0; number < 130; number++)
        {
            await shop.Receive(skus[0], 1, "north");
        }
    }

    // Everything the file says, but for the positions' bookkeeping of batches.
    private static string Dump(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        var text = new StringBuilder();
        foreach (var table in (string[])["projections", "orders", "order_lines", "items", "stock_checkpoints"])
        {
            using var command = connection.CreateCommand();
            command.CommandText = table == "order_lines"
                ? "SELECT o.id, l.* FROM order_lines l JOIN orders o ON o.key = l.order_key ORDER BY 1, 4"
                : $"SELECT * FROM {table} ORDER BY 1, 2";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                var cells = Enumerable.Range(0, rows.FieldCount).Select(column => rows.GetValue(column) switch
                {
                    byte[] bytes => Encoding.UTF8.GetString(bytes),
                    var value => value.ToString(),
                });
                text.Append(table).Append('|').AppendJoin('|', cells).Append('\n');
            }
        }

        return text.ToString();
    }

    private sealed class FaultyProjection : IProjection, IProjectionWriter
    {
        public int FailuresLeft { get; set; }

        public List<long> Seen { get; } = [];

        public string Name => "faulty";

        public int Version => 1;

        public IReadOnlyList<string> Tables => [];

        public string Schema => "SELECT 1;";

        public IProjectionWriter OpenWriter(SqliteConnection connection) => this;

        public void Apply(JournalEntry entry)
        {
            if (FailuresLeft > 0)
            {
                FailuresLeft--;
                throw new InvalidOperationException("Not now.");
            }

            Seen.Add(entry.Position);
        }

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
