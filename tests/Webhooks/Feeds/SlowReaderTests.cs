using System.Net;
using System.Net.Sockets;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Feeds;

[Collection(OwnServers.Name)]
public sealed class SlowReaderTests
{
    private const int Orders = 70;
    private static readonly TimeSpan StallMax = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Feed_ReaderThatDoesNotRead_CutOffWhileOthersGoOnAndGoesOnWhereItWas()
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-");
        await using (var api = await Host.Start(folder.FullName, "--Storehouse:Events:StallMax", StallMax.ToString()))
        {
            using var shop = await Shop.Enter(new Uri(api.Addresses.First()));
            using var bound = new CancellationTokenSource(Within);
            var sku = await shop.Stock(1_000_000);
            using var slow = await shop.Dial("/events?after=start", receiveBuffer: 2048, bound.Token);
            var brisk = new FeedReader("/events?after=start", null);
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(bound.Token);
            var reading = Follow(brisk, shop, enough.Token);
            var lines = string.Join(',', Enumerable.Repeat($$"""{"sku":"{{sku}}","quantity":1}""", 1_000));
            for (var number = 0; number < Orders; number++)
            {
                var placed = await shop.Post("/orders", $$"""{"lines":[{{lines}}]}""");
                Assert.Equal(HttpStatusCode.Created, placed.Status);
            }

            var recorded = await shop.Events("start");
            while (brisk.Items.Count < recorded.Count)
            {
                await Pause.For(TimeSpan.FromMilliseconds(20), bound.Token);
            }

            await enough.CancelAsync();
            await reading;
            Assert.Equal(recorded.Select(happened => happened.Id), brisk.Items.Select(item => item.Id));

            await AssertCutOff(slow, bound.Token);

            // It lost what the connection held, and comes back with the last id it read: none.
            var again = new FeedReader("/events?after=start", null);
            while (again.Items.Count < recorded.Count)
            {
                await again.Read(shop, recorded.Count - again.Items.Count, bound.Token);
                bound.Token.ThrowIfCancellationRequested();
            }

            Assert.True(brisk.Items.SequenceEqual(again.Items), "The same events came otherwise.");
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    // Where the machine is busy even this one may once be too slow; it comes back as any other would.
    private static async Task Follow(FeedReader feed, Shop shop, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await feed.Read(shop, int.MaxValue, end);
        }
    }

    // Nothing is read until the server has had its patience: only then whether there is an end.
    private static async Task AssertCutOff(Socket slow, CancellationToken bound)
    {
        await Pause.For(StallMax + TimeSpan.FromSeconds(1), bound);
        var buffer = new byte[64 * 1024];
        try
        {
            while (await slow.ReceiveAsync(buffer, bound) > 0)
            {
            }
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }

        Assert.False(bound.IsCancellationRequested, "The feed goes on.");
    }
}

/// <summary>Tests that start servers of their own in this process, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OwnServers
{
    public const string Name = "own servers";
}
