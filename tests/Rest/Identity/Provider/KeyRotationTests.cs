using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Identity;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Identity.Provider;

/// <summary>Signing keys over time, with a clock that the test sets.</summary>
[Collection(PostgresCollection.Name)]
public sealed class KeyRotationTests(PostgresFixture database) : IDisposable
{
    private static readonly TimeSpan AMonth = TimeSpan.FromDays(30);
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);
    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rotation_NextKey_IsPublishedBeforeItSignsAndTheOldOneUntilItsTokensExpire()
    {
        await using var server = await RestServer.Start(_folder.Path, _clock);
        var first = Assert.Single(await Published(server, "EC"));
        Assert.Equal(first, KeyOf(await server.LoginAsAdmin()));

        await Shift(AMonth, server);
        var both = await Published(server, "EC");
        Assert.Equal(2, both.Length);
        Assert.Equal(2, (await Published(server, "RSA")).Length);
        var byOld = await server.LoginAsAdmin();
        Assert.Equal(first, KeyOf(byOld));

        await Shift(AMonth + ADay, server);
        var second = Assert.Single(await Published(server, "EC"), key => key != first);
        Assert.Equal(second, KeyOf(await server.LoginAsAdmin()));

        // As long as a refresh token lives, one signed with the old key may still come.
        await Shift(AMonth + ADay + TimeSpan.FromDays(14), server);
        Assert.Equal(2, (await Published(server, "EC")).Length);
        await Shift(AMonth + ADay + TimeSpan.FromDays(14) + TimeSpan.FromHours(1), server);
        Assert.Equal(second, Assert.Single(await Published(server, "EC")));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "keys"), "signing-*"));
    }

    [Fact]
    public async Task Rotation_TokenOfTheOldKey_IsGoodWhileTheNewOneSigns()
    {
        await using var server = await RestServer.Start(_folder.Path, _clock);
        await Shift(AMonth, server);
        await Shift(AMonth + ADay - TimeSpan.FromMinutes(10), server);
        var byOld = await server.LoginAsAdmin();
        await Shift(AMonth + ADay + TimeSpan.FromMinutes(10), server);
        var byNew = await server.LoginAsAdmin();
        Assert.NotEqual(KeyOf(byOld), KeyOf(byNew));
        foreach (var token in (string[])[byOld, byNew])
        {
            using var answer = await server.Send(Get(Probes.Path + "/closed").As(token));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Rotation_SeveralProcesses_MakeOneKeyAndBelieveEachOther()
    {
        (string, string?)[] settings =
        [
            ("Storehouse:Postgres:ConnectionString", database.ConnectionString),
            ("Storehouse:Postgres:Schema", PostgresFixture.NewSchema()),
            ("Storehouse:Identity:Issuer", "http://storehouse.example/"),
            .. SharedServer.Settings,
        ];
        await using var one = await RestServer.Start(_folder.Path, _clock, settings);
        await using var other = await RestServer.Start(_folder.Path, _clock, settings);
        _clock.Shift = AMonth;
        await Task.WhenAll(Refresh(one), Refresh(other), Refresh(one), Refresh(other));
        await Shift(AMonth + ADay, one);

        // The other has not looked since the key came of age, and yet knows it.
        var token = (await new Client(one, "warehouse").Post(
            "/connect/token", ("grant_type", "client_credentials"))).AccessToken();
        Assert.Equal(2, (await Published(one, "EC")).Length);
        Assert.Equal(await Published(one, "EC"), await Published(other, "EC"));
        using var answer = await other.Send(Get(Probes.Path + "/closed").As(token));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task Shift(TimeSpan shift, RestServer server)
    {
        _clock.Shift = shift;
        await Refresh(server);
    }

    private static Task Refresh(RestServer server) => server.Services.GetRequiredService<IdentityKeyRing>()
        .Refresh(TestContext.Current.CancellationToken);

    private static async Task<string[]> Published(RestServer server, string type)
    {
        using var answer = await server.Send(Get("/.well-known/jwks"));
        return
        [
            .. (await answer.Json()).GetProperty("keys").EnumerateArray()
                .Where(key => key.GetProperty("kty").GetString() == type)
                .Select(key => key.GetProperty("kid").GetString()!)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static string KeyOf(string token) => JsonDocument.Parse(
        Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement.GetProperty("kid").GetString()!;
}
