using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Stops;

/// <summary>What a front end shows while it stops, and how long that may take.</summary>
[Collection(SharedCluster.Name)]
public sealed class StopBoundTests(SharedCluster shared)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(10);
    private readonly LocalCluster _cluster = shared.Cluster;

    [Fact]
    public async Task Stop_RequestThatNeverEnds_IsNotReadyAtOnceAndEndsInTime()
    {
        var api = _cluster.Apis[0];
        await Until(async () => await Registered() == 2);
        using var hung = new TcpClient();
        await hung.ConnectAsync(api.Address.Host, api.Port, TestContext.Current.CancellationToken);
        await hung.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"),
            TestContext.Current.CancellationToken);

        var begun = Stopwatch.GetTimestamp();
        api.Signal("TERM");
        using var client = new HttpClient { BaseAddress = api.Address };
        await Until(async () => await Status(client, "/health/ready") == 503);
        var notReady = Stopwatch.GetElapsedTime(begun);
        api.Signal("TERM");
        await Until(async () => await Registered() == 1);
        var takenOff = Stopwatch.GetElapsedTime(begun);
        var code = await api.Stop(TestContext.Current.CancellationToken);
        var ended = Stopwatch.GetElapsedTime(begun);
        await api.Start(TestContext.Current.CancellationToken);

        Assert.True(notReady < SharedCluster.Delay, $"ready for {notReady}");
        Assert.True(takenOff < SharedCluster.Delay + Slack, $"registered for {takenOff}");
        Assert.True(ended >= SharedCluster.Delay, $"ended after {ended}");
        Assert.True(ended < SharedCluster.Timeout + Slack, $"ended after {ended}");
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Stop_LiveFeed_GoesOnElsewhereWithoutGap()
    {
        await using var proxy = await HaproxyServer.Start(_cluster.Apis.Select(api => api.Address));
        using var client = await Shop.SignIn(proxy.Address);
        var placed = new List<string>();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var wanted = new TaskCompletionSource<int>();
        var begun = new TaskCompletionSource();
        var following = Follow(client, wanted.Task, begun, bound.Token);
        await begun.Task.WaitAsync(bound.Token);
        var stopping = StopAndStart(_cluster.Apis, proxy);
        while (!stopping.IsCompleted)
        {
            await Place();
            await Pause.For(TimeSpan.FromMilliseconds(50), bound.Token);
        }

        await stopping;
        wanted.SetResult(placed.Count + 1);
        await Place();
        var (followed, connections) = await following;
        Assert.Equal(placed, followed);
        Assert.True(connections > 1, "No feed was ended.");

        async Task Place()
        {
            var answer = await Shop.Order(client, 1 + (placed.Count % 20));
            Assert.True(answer.Status is 201 or 202, answer.Text);
            placed.Add(answer.Json.GetProperty("id").GetString()!);
        }
    }

    private static async Task StopAndStart(IEnumerable<ClusterMember> apis, HaproxyServer proxy)
    {
        foreach (var api in apis)
        {
            Assert.Equal(0, await api.Stop());
            await api.Start();
            await proxy.WaitUp(2);
        }
    }

    /// <summary>Reads the feed of placed orders as a browser does: connects again from the last id it saw.</summary>
    private static async Task<(List<string> Orders, int Connections)> Follow(
        Client client, Task<int> wanted, TaskCompletionSource begun, CancellationToken bound)
    {
        var (orders, last, connections) = (new List<string>(), (string?)null, 0);
        while (!IsAll())
        {
            using var feed = await client.Feed("/events?type=order.placed.v1", last, bound);
            feed.EnsureSuccessStatusCode();
            connections++;
            using var reader = new StreamReader(await feed.Content.ReadAsStreamAsync(bound));
            while (!IsAll() && await reader.ReadLineAsync(bound) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    last = line["id: ".Length..];
                    begun.TrySetResult();
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal))
                {
                    using var data = JsonDocument.Parse(line["data: ".Length..]);
                    orders.Add(data.RootElement.GetProperty("subject").GetString()!);
                }
            }
        }

        return (orders, connections);

        bool IsAll() => wanted.IsCompleted && orders.Count >= wanted.Result;
    }

    private async Task<int> Registered()
    {
        using var consul = new HttpClient { BaseAddress = _cluster.Consul.Address };
        using var services = JsonDocument.Parse(await consul.GetStringAsync("/v1/catalog/service/storehouse-api"));
        return services.RootElement.GetArrayLength();
    }

    private static async Task<int> Status(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path);
        return (int)answer.StatusCode;
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Pause.For(TimeSpan.FromMilliseconds(50), bound.Token);
        }
    }
}
