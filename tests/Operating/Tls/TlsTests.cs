using System.Diagnostics;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Tls;

/// <summary>A cluster whose processes show each other certificates.</summary>
public sealed class TlsTests
{
    private static readonly TimeSpan GivesUpWithin = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Start_EveryProcessHasACertificate_SellsAndAdmitsNobodyWithoutOne()
    {
        using var certificates = new Certificates();
        await using var cluster = await LocalCluster.Start(new(Silos: 2, Apis: 1, certificates.Settings));
        using var client = await Shop.SignIn(cluster.Gateway);
        await Shop.Stock(client, 5);
        for (var number = 0; number < 20; number++)
        {
            var answer = await Shop.Order(client, 1 + (number % 5));
            Assert.True(answer.Status == 201, answer.Text);
        }

        Assert.Equal(20, await Shop.Verify(client));

        var stranger = cluster.NewApi();
        foreach (var key in certificates.Settings.Keys)
        {
            stranger.Settings.Remove(key);
        }

        stranger.Settings["Storehouse__Calls__ConnectWithin"] = "00:00:05";
        var begun = Stopwatch.GetTimestamp();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(
            () => stranger.Start(TestContext.Current.CancellationToken));
        var took = Stopwatch.GetElapsedTime(begun);
        Assert.True(took < GivesUpWithin, $"It gave up after {took}.");
        Assert.Contains("exited with 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(
            "storehouse: No silo of the cluster answers", fault.Message, StringComparison.Ordinal);
    }
}
