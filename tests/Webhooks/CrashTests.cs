using Storehouse.Tests.Feeds;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Webhooks;

/// <summary>Servers that are killed in the middle.</summary>
[Collection(OwnServers.Name)]
public sealed class CrashTests(Receiver receiver)
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task KilledServer_FeedsAndWebhooks_NothingLostAndInOrder()
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-");
        var start = Host.Process(folder.FullName, ServerProcess.FreePort());
        using var bound = new CancellationTokenSource(Within);
        var server = await ServerProcess.Start(start, bound.Token);
        try
        {
            using var shop = await Shop.Enter(server.BaseAddress);
            var ordeal = await Ordeal.Prepare(receiver, "killed", [shop], bound.Token);
            await ordeal.Run(changes: 200, async () =>
            {
                for (var kill = 0; kill < 3; kill++)
                {
                    await Pause.For(TimeSpan.FromMilliseconds(ordeal.Random.Next(200, 900)), bound.Token);
                    await server.DisposeAsync();
                    server = await ServerProcess.Start(start, bound.Token);
                }
            });
        }
        finally
        {
            await server.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task KilledFrontEnds_FeedsAndWebhooks_NothingLostAndInOrder()
    {
        using var bound = new CancellationTokenSource(Within);
        var settings = new Dictionary<string, string>(Host.Environment)
        {
            ["Storehouse__Webhooks__Lease"] = "00:00:02",
        };
        await using var cluster = await LocalCluster.Start(new(Silos: 1, Apis: 2, settings), bound.Token);
        using var gateway = await Shop.Enter(cluster.Gateway);
        using var first = gateway.At(cluster.Apis[0].Address);
        using var second = gateway.At(cluster.Apis[1].Address);
        var ordeal = await Ordeal.Prepare(receiver, "front-ends", [gateway, first, second], bound.Token);
        await ordeal.Run(changes: 200, async () =>
        {
            // Readers and the gateway go to the one that is left, and back.
            foreach (var api in cluster.Apis)
            {
                await Pause.For(TimeSpan.FromMilliseconds(ordeal.Random.Next(200, 900)), bound.Token);
                await api.Kill();
                await Pause.For(TimeSpan.FromMilliseconds(ordeal.Random.Next(200, 900)), bound.Token);
                await api.Start(bound.Token);
            }
        });
    }
}
