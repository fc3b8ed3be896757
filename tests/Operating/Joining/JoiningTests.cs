using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Joining;

/// <summary>Silos that join a cluster which is at work.</summary>
public sealed class JoiningTests
{
    private const int Skus = 1_000;
    private static readonly TimeSpan SpreadWithin = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task Join_TwoMoreSilos_GrainsMoveToThemAndNothingFails()
    {
        await using var cluster = await LocalCluster.Start(new(Silos: 1, Apis: 1, new Dictionary<string, string>
        {
            ["Storehouse__Silo__RebalanceInterval"] = "00:00:03",
        }));
        using var client = await Shop.SignIn(cluster.Apis[0].Address);
        await Shop.Stock(client, Skus);
        var first = Assert.Single(await Activations(client));
        Assert.True(first >= Skus, $"{first} grains");
        await using var load = await SteadyLoad.Start(cluster, cluster.Apis[0].Address, Skus);

        var begun = Stopwatch.GetTimestamp();
        cluster.NewSilo().Launch();
        cluster.NewSilo().Launch();
        var counts = await Activations(client);
        while (counts.Length < 3 || counts.Min() < counts.Sum() / 6)
        {
            Assert.True(
                Stopwatch.GetElapsedTime(begun) < SpreadWithin, $"Still {string.Join(", ", counts)} grains.");
            await Pause.For(Look);
            counts = await Activations(client);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{string.Join(", ", counts)} grains after {Stopwatch.GetElapsedTime(begun)}");
        await load.Goes(300);
        await load.EndsWithoutFault();
    }

    private static async Task<ImmutableArray<int>> Activations(Client client)
    {
        var answer = await client.Get("/cluster");
        Assert.True(answer.Status == 200, answer.Text);
        return
        [
            .. answer.Json.GetProperty("silos").EnumerateArray()
                .Where(silo => silo.GetProperty("status").GetString() == "active")
                .Select(silo => silo.GetProperty("activations"))
                .Where(count => count.ValueKind == JsonValueKind.Number)
                .Select(count => count.GetInt32()),
        ];
    }
}
