using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;
using Storehouse.Identity;
using Storehouse.Storage;

namespace Storehouse.Tests.Identity;

/// <summary>Several front ends over one PostgreSQL database.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SharedKeyTests(PostgresFixture server) : IDisposable
{
    private readonly string _schema = PostgresFixture.NewSchema();
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_SeveralAtOnce_TokensAndSecretsOfOneAreGoodAtAll()
    {
        var servers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Start()));
        try
        {
            Assert.All(servers, started => Assert.Null(started.ShownPassword));
            var token = await ProgramToken(servers[0]);
            var secret = servers[0].Services.GetDataProtector("test").Protect("text");
            foreach (var other in servers)
            {
                using var answer = await other.Send(Requests.Get("/api/v1/probe/closed").As(token));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal("text", other.Services.GetDataProtector("test").Unprotect(secret));
                await ProgramToken(other);
            }
        }
        finally
        {
            foreach (var started in servers)
            {
                await started.DisposeAsync();
            }
        }
    }

    private static async Task<string> ProgramToken(RestServer server)
    {
        using var answer = await server.Client.PostAsync(
            new Uri("/connect/token", UriKind.Relative),
            new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = "warehouse",
                ["client_secret"] = "a secret for tests",
            }),
            TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Json()).GetProperty("access_token").GetString()!;
    }

    [Fact]
    public async Task Load_TenAtOnce_OneSetOfKeys()
    {
        await using var database = await Database();

        var loaded = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Load(database, _key)));

        Assert.Single(loaded.Select(keys => string.Join(' ', keys.Published.Select(
            key => key.Key.KeyId + Convert.ToHexString(key.Key.ComputeJwkThumbprint())))).Distinct());
        Assert.Single(loaded.Select(keys => Convert.ToHexString(keys.Encryption.Key)).Distinct());
    }

    [Fact]
    public async Task Load_KeyToEncryptUnderGivenLater_EncryptsWhatLaysInTheClear()
    {
        await using var database = await Database();
        var first = await Load(database, key: null);
        Assert.Contains("PRIVATE KEY", await Material(database), StringComparison.Ordinal);

        var second = await Load(database, _key);
        Assert.DoesNotContain("PRIVATE KEY", await Material(database), StringComparison.Ordinal);
        Assert.Equal(first.Encryption.Key, second.Encryption.Key);
        Assert.Equal(first.Encryption.Key, (await Load(database, _key)).Encryption.Key);
    }

    [Fact]
    public async Task Load_OtherKeyOrNone_RefusedByName()
    {
        await using var database = await Database();
        await Load(database, _key);

        var other = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        foreach (var key in (string?[])[other, null])
        {
            var fault = await Assert.ThrowsAsync<InvalidDataException>(() => Load(database, key));
            Assert.Contains("Storehouse:Identity:KeyEncryptionKey", fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Protection_BadKey_NamesIt()
    {
        var fault = Assert.Throws<StartupException>(
            () => new KeyProtection(new IdentityOptions { KeyEncryptionKey = "short" }));
        Assert.Contains("Storehouse:Identity:KeyEncryptionKey", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unprotect_UnderAnotherName_Refused()
    {
        var protection = new KeyProtection(new IdentityOptions { KeyEncryptionKey = _key });
        var kept = protection.Protect("one", "text");

        Assert.Equal("text", protection.Unprotect("one", kept));
        Assert.Throws<InvalidDataException>(() => protection.Unprotect("two", kept));
    }

    private Task<RestServer> Start() => RestServer.Start(
        _folder.Path,
        clock: null,
        ("Storehouse:Postgres:ConnectionString", server.ConnectionString),
        ("Storehouse:Postgres:Schema", _schema),
        ("Storehouse:Identity:KeyEncryptionKey", _key),
        ("Storehouse:Identity:Clients:0:Id", "warehouse"),
        ("Storehouse:Identity:Clients:0:Secret", "a secret for tests"),
        ("Storehouse:Identity:Clients:0:Scopes:0", "inventory.read"));

    private async Task<PostgresDatabase> Database()
    {
        var database = server.Open(_schema);
        await Migrations.Apply(
            database, [PostgresIdentity.Tables(database)], TestContext.Current.CancellationToken);
        return database;
    }

    private static async Task<IdentityKeys> Load(PostgresDatabase database, string? key)
    {
        var options = new IdentityOptions { KeyEncryptionKey = key };
        using var ring = new IdentityKeyRing(
            new PostgresKeys(database, new KeyProtection(options)), Options.Create(options), TimeProvider.System);
        await ring.Refresh(TestContext.Current.CancellationToken);
        return ring.Current;
    }

    private static async Task<string> Material(PostgresDatabase database)
    {
        await using var command = database.DataSource.CreateCommand(
            "SELECT string_agg(material, ' ') FROM identity_keys");
        return (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
