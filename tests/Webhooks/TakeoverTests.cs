using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Storehouse.Events;
using Storehouse.Hosting;
using Storehouse.Storage;
using Storehouse.Tests.Feeds;
using Storehouse.Tests.Servers;
using Storehouse.Webhooks;
using Storehouse.Webhooks.Store;

namespace Storehouse.Tests.Webhooks;

/// <summary>Webhooks on PostgreSQL, which several processes would deliver for.</summary>
[Collection(OwnServers.Name)]
public sealed class TakeoverTests(Receiver receiver)
{
    private static readonly WebhookOptions Quick = new() { Lease = TimeSpan.FromSeconds(1) };

    [Fact]
    public async Task Webhook_ItsProcessDied_AnotherGoesOnAndTheDeadOneWritesNoMore()
    {
        await using var postgres = await PostgresServer.Start("fsync = off");
        var folder = Directory.CreateTempSubdirectory("storehouse-");
        await using var database = new PostgresDatabase(
            new PostgresOptions { ConnectionString = postgres.ConnectionString });
        WebhookTurn dead;
        await using (var api = await Start(postgres, folder.FullName, "00:10:00"))
        {
            using var shop = await Shop.Enter(new Uri(api.Addresses.First()));
            var id = await shop.Subscribe(receiver, "taken");
            await shop.Stock(1);
            await receiver.Until("taken", log => Events(log) == 2);
            await shop.Send("PATCH", $"/webhooks/{id}", """{"status":"disabled"}""");
            await shop.Stock(1);
            await shop.Send("PATCH", $"/webhooks/{id}", """{"status":"enabled"}""");
            await receiver.Until("taken", log => Events(log) == 4);
        }

        // Given up in order at the stop, and so free: a process takes it and is never heard of again.
        var store = new DeliveryStore(
            new PostgresWebhookDatabase(database), new(new Unsealed()), Options.Create(Quick));
        dead = Assert.Single(await store.Take([]));
        await using (var api = await Start(postgres, folder.FullName, "00:00:01"))
        {
            using var shop = await Shop.Enter(new Uri(api.Addresses.First()));
            await shop.Stock(1);
            var log = await receiver.Until("taken", log => Events(log) == 6);
            Assert.All(log, request => Assert.True(request.Verified));
            Assert.Equal(TurnState.Lost, await store.Renew(dead));
            await Assert.ThrowsAsync<TurnEndedException>(() => store.Save(dead, new(
                EventPlace.Start, default, [], [], [], null, DateTimeOffset.UnixEpoch)));
        }

        folder.Delete(recursive: true);
    }

    // One that was sent and not yet remembered when its webhook was changed is sent again.
    private static int Events(List<Received> log) => log.Select(request => request.Id).Distinct().Count();

    private static Task<RunningApi> Start(PostgresServer postgres, string folder, string lease) => Host.Start(
        folder,
        "--Storehouse:Postgres:ConnectionString", postgres.ConnectionString,
        "--Storehouse:Webhooks:Lease", lease);

    /// <summary>Stands in for the keys of the process that died, which never gets to read a secret.</summary>
    private sealed class Unsealed : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => this;

        public byte[] Protect(byte[] plaintext) => plaintext;

        public byte[] Unprotect(byte[] protectedData) => "[]"u8.ToArray();
    }
}
