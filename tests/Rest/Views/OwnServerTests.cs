using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Storehouse.Health;
using Storehouse.Hosting;
using Storehouse.Operations;
using Storehouse.Projections;

namespace Storehouse.Tests.Views;

/// <summary>What only shows with a server of one's own: its settings, its stop, its failures.</summary>
public sealed class OwnServerTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Feed_ServerStops_EndsInOrder()
    {
        var (api, admin) = await Start();
        await using (api)
        {
            await using var feed = await Feed.Open(admin, "/events", "latest");
            await feed.FirstId();
            var ended = feed.AssertEnds();
            await api.DisposeAsync();
            await ended;
        }
    }

    [Fact]
    public async Task Feed_Silence_HeartbeatThatCarriesThePlaceAlong()
    {
        var (api, admin) = await Start(("Storehouse:Events:Heartbeat", "00:00:00.100"));
        await using (api)
        {
            await Define(admin, "A");
            var id = (await admin.Get("/events?after=latest")).Json.GetProperty("next_cursor").GetString();
            using var response = await admin.Open("/events?type=none.v1&after=start", Cancellation, Feed.Live);
            using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(Cancellation));
            var read = new List<string?>();
            while (read is not [.., ": still here", _, ""])
            {
                Assert.True(read.Count < 100, string.Join('\n', read));
                read.Add(await lines.ReadLineAsync(Cancellation).AsTask().WaitAsync(
                    TimeSpan.FromSeconds(20), Cancellation));
            }

            Assert.Equal($"id: {id}", read[^2]);
        }
    }

    [Fact]
    public async Task Feed_MoreThanAllowed_ToldToComeBackLater()
    {
        var (api, admin) = await Start(("Storehouse:Events:FeedsMax", "1"));
        await using (api)
        {
            await using (await Feed.Open(admin, "/events", null))
            {
                var refused = await admin.Get("/events", Feed.Live);
                Assert.Equal((503, "unavailable"), (refused.Status, refused.Code));
                Assert.NotNull(refused.Header("Retry-After"));
            }
        }
    }

    [Fact]
    public async Task Feed_TooOld_EndsForItsReaderToComeBack()
    {
        var (api, admin) = await Start(("Storehouse:Events:FeedAgeMax", "00:00:00.300"));
        await using (api)
        {
            await using var feed = await Feed.Open(admin, "/events", null);
            await feed.AssertEnds();
        }
    }

    [Fact]
    public async Task Lists_ViewsDeletedBetweenStarts_AsBefore()
    {
        var (api, admin) = await Start();
        string before;
        await using (api)
        {
            foreach (var sku in (string[])["A", "B", "C"])
            {
                await Define(admin, sku);
            }

            before = (await admin.Get("/items")).Text;
            Assert.Equal(3, JsonDocument.Parse(before).RootElement.GetProperty("data").GetArrayLength());
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        File.Delete(Path.Combine(_folder.Path, "views.db"));
        (api, admin) = await Start();
        await using (api)
        {
            Assert.Equal(before, (await admin.Get("/items")).Text);
        }
    }

    [Fact]
    public async Task Ready_NothingWorks_EachCheckSaysSo()
    {
        await using var ground = new Ground();
        await ground.Journal.DisposeAsync();
        var options = Options.Create(new HealthOptions { CheckMax = TimeSpan.FromMilliseconds(200) });
        using var journal = new JournalCheck(ground.Journal, options, TimeProvider.System);
        IReadinessCheck[] all =
        [
            journal,
            new ClusterCheck(null!, new ServiceCollection().BuildServiceProvider()),
            new ReadModelCheck(new ProjectionPosition(TimeProvider.System), options),
        ];
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        var drain = new Drain(
            Options.Create(new ShutdownOptions()), lifetime, TimeProvider.System, NullLogger<Drain>.Instance);
        var readiness = new Readiness(all, drain, options, NullLogger<Readiness>.Instance);
        var checks = await readiness.Check(Cancellation);
        Assert.Equal(["journal", "silo", "read_models"], checks.Select(check => check.Name));
        Assert.All(checks, check => Assert.Equal(HealthStatus.Unavailable, check.Status));

        lifetime.StopApplication();
        Assert.Equal([new HealthCheck("drain", HealthStatus.Unavailable)], await readiness.Check(Cancellation));
    }

    private static async Task Define(ApiCaller admin, string sku) => Assert.Equal(201, (await admin.Send(
        "PUT", $"/items/{sku}", """{"name":"Thing","unit_price":{"amount":1,"currency":"GBP"}}""")).Status);

    private async Task<(RunningApi Api, ApiCaller Admin)> Start(params (string Key, string Value)[] settings)
    {
        string[] args =
        [
            "--urls", "http://127.0.0.1:0",
            "--Storehouse:DataPath", _folder.Path,
            "--Storehouse:Admin:Password", WholeServer.AdminPassword,
            "--Logging:LogLevel:Default", "None",
            .. settings.SelectMany(setting => (string[])["--" + setting.Key, setting.Value]),
        ];
        var api = await ApiProcess.Start(args);
        var admin = await ApiCaller.SignIn(new Uri(api.Addresses.First()), "admin", WholeServer.AdminPassword);
        return (api, admin);
    }
}
