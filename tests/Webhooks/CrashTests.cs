using Storehouse.Tests.Feeds;
using Storehouse.Tests.Processes;

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
}
