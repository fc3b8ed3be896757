using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenIddict.EntityFrameworkCore.Models;
using Storehouse.Identity;

namespace Storehouse.Tests.Identity.Provider;

/// <summary>What remains of tokens and grants after their end, with a clock that the test sets.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PruningTests(PostgresFixture database) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new();
    private readonly string _schema = PostgresFixture.NewSchema();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prune_WhatIsLongPast_GoesAndTheRestStays(bool isPostgres)
    {
        _clock.Shift = TimeSpan.FromDays(-30);
        await using var server = await Start(isPostgres);
        var user = await server.NewUser();
        using (var browser = new Browser(server))
        {
            await new Client(server).SignIn(browser, user.Name);
        }

        await new Client(server, "warehouse").Post("/connect/token", ("grant_type", "client_credentials"));
        var old = await Tokens(server);
        Assert.True(old.Length >= 4, $"{old.Length}");
        Assert.Equal(["ad-hoc", "permanent"], await Grants(server));

        // Expired, but not for long: a token that is shown again must still be known.
        _clock.Shift = TimeSpan.FromDays(-30) + TimeSpan.FromDays(13);
        await Prune(server);
        Assert.Equal(old, await Tokens(server));

        _clock.Shift = TimeSpan.Zero;
        await new Client(server, "warehouse").Post("/connect/token", ("grant_type", "client_credentials"));
        await Prune(server);
        Assert.DoesNotContain(Assert.Single(await Tokens(server)), old);
        Assert.Equal(["permanent"], await Grants(server));
    }

    [Fact]
    public async Task Prune_BySeveralProcessesAtOnce_HurtsNobody()
    {
        _clock.Shift = TimeSpan.FromDays(-30);
        await using var one = await Start(isPostgres: true);
        await using var other = await Start(isPostgres: true);
        for (var time = 0; time < 5; time++)
        {
            await new Client(one, "warehouse").Post("/connect/token", ("grant_type", "client_credentials"));
        }

        _clock.Shift = TimeSpan.Zero;
        await Task.WhenAll(Prune(one), Prune(other), Prune(one), Prune(other));
        Assert.Empty(await Tokens(one));
    }

    private Task<RestServer> Start(bool isPostgres) => RestServer.Start(
        _folder.Path,
        _clock,
        [
            ("Storehouse:Identity:Issuer", "http://storehouse.example/"),
            .. isPostgres
                ? new[]
                {
                    ("Storehouse:Postgres:ConnectionString", database.ConnectionString),
                    ("Storehouse:Postgres:Schema", (string?)_schema),
                }
                : [],
            .. SharedServer.Settings,
        ]);

    private static Task Prune(RestServer server) => server.Services.GetServices<IHostedService>()
        .OfType<IdentityPreparation>().Single().Prune(TestContext.Current.CancellationToken);

    private static Task<string[]> Tokens(RestServer server) => Read(server, tables =>
        tables.Set<OpenIddictEntityFrameworkCoreToken>().Select(token => token.Id!).Order().ToArrayAsync());

    private static Task<string[]> Grants(RestServer server) => Read(server, tables =>
        tables.Set<OpenIddictEntityFrameworkCoreAuthorization>().Select(grant => grant.Type!).Order().ToArrayAsync());

    private static async Task<T> Read<T>(RestServer server, Func<IdentityDatabase, Task<T>> read)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<IdentityDatabase>());
    }
}
