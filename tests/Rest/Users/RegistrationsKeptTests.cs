using System.Net;
using Dapper;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Identity;
using Storehouse.Users;

namespace Storehouse.Tests.Users;

/// <summary>Registrations that wait: over a restart, until they expire, on both databases.</summary>
[Collection(PostgresCollection.Name)]
public sealed class RegistrationsKeptTests(PostgresFixture database) : IDisposable
{
    private const string Complete = "Complete your registration";
    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new();
    private readonly string _schema = PostgresFixture.NewSchema();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Registration_ServerStartedAnew_IsCompletedAndLeavesNothingOfThePersonBehind(bool isPostgres)
    {
        var (name, email) = (RegistrationByMailTests.NewName(), RegistrationByMailTests.NewAddress());
        await using (var server = await Start(isPostgres))
        {
            (await RegistrationByMailTests.Register(server, name, email)).Dispose();
        }

        // A sender that stopped half-way had the message for a while.
        _clock.Shift = TimeSpan.FromMinutes(2);
        await using (var server = await Start(isPostgres))
        {
            var token = MailBox.Token(await MailBox.Newest(_folder.Path, email, Complete));
            using var made = await RegistrationByMailTests.Send(server, token);
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            Assert.Equal(0, await Count(server, "sealed IS NOT NULL"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Registration_NotCompletedInTime_IsGoneAndTheNameFree(bool isPostgres)
    {
        var (name, email) = (RegistrationByMailTests.NewName(), RegistrationByMailTests.NewAddress());
        await using var server = await Start(isPostgres);
        (await RegistrationByMailTests.Register(server, name, email)).Dispose();
        var token = MailBox.Token(await MailBox.Newest(_folder.Path, email, Complete));
        _clock.Shift = TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1);
        using (var refused = await RegistrationByMailTests.Send(server, token))
        {
            await refused.AssertProblem(HttpStatusCode.BadRequest, "invalid_token");
        }

        await server.Services.GetRequiredService<PendingRegistrations>().Prune();
        Assert.Equal(0, await Count(server, "1 = 1"));
        var other = RegistrationByMailTests.NewAddress();
        (await RegistrationByMailTests.Register(server, name, other)).Dispose();
        using var made = await RegistrationByMailTests.Send(
            server, MailBox.Token(await MailBox.Newest(_folder.Path, other, Complete)));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    private Task<RestServer> Start(bool isPostgres) => RestServer.Start(
        _folder.Path,
        _clock,
        isPostgres
            ?
            [
                RegistrationByMailTests.ByMail.Setting,
                ("Storehouse:Postgres:ConnectionString", database.ConnectionString),
                ("Storehouse:Postgres:Schema", _schema),
            ]
            : [RegistrationByMailTests.ByMail.Setting]);

    private static async Task<long> Count(RestServer server, string condition)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var tables = scope.ServiceProvider.GetRequiredService<IdentityDatabase>().Database;
        await tables.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await tables.GetDbConnection().ExecuteScalarAsync<long>(
            $"SELECT count(*) FROM registrations WHERE {condition}");
    }
}
