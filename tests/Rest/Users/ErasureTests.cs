using System.Net;
using System.Text;
using Npgsql;
using static Storehouse.Tests.Requests;

namespace Storehouse.Tests.Users;

/// <summary>Who is erased is in no file any more, while the server goes on running.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ErasureTests(PostgresFixture postgres)
{
    private const string Street = "77 Unforgettable Crescent";

    [Fact]
    public async Task Erase_EverythingDoneBefore_NoFileHoldsThePerson()
    {
        var server = new WholeServer();
        await server.InitializeAsync();
        var name = "erased-" + Guid.NewGuid().ToString("N")[..12];
        var email = $"{Guid.NewGuid():N}@example.org";
        var caller = await server.Register(name);
        var profile = $$"""{"email":"{{email}}","name":"Ann Unforgettable","addresses":[{{Address}}]}""";
        Assert.Equal(200, (await caller.Send("PATCH", "/users/me", profile)).Status);
        var message = await MailBox.Newest(server.DataPath, email, "Confirm");
        Assert.Equal(204, (await caller.Post(
            "/users/email/verify", $$"""{"token":"{{MailBox.Token(message)}}"}""")).Status);
        Assert.Equal(202, (await caller.Post("/users/password/forgot", $$"""{"email":"{{email}}"}""")).Status);
        await MailBox.Newest(server.DataPath, email, "new password");
        var sku = await server.Stock(5);
        var order = await caller.Post(
            "/orders", $$"""{"lines":[{"sku":"{{sku}}","quantity":1}],"ship_to":{{Address}}}""");
        Assert.Equal(201, order.Status);
        Assert.NotEmpty(Holding(server.DataPath, email, name, Street, "Ann Unforgettable"));

        Assert.Equal(204, (await caller.Send("DELETE", "/users/me")).Status);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (Holding(server.DataPath, email, name, Street, "Ann Unforgettable") is [_, ..] left)
        {
            Assert.False(bound.IsCancellationRequested, string.Join(", ", left));
            await Task.Yield();
        }

        // The books stay.
        var kept = await server.Admin.Get("/orders/" + order.Json.GetProperty("id").GetString());
        Assert.Equal("confirmed", kept.Json.GetProperty("status").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, kept.Json.GetProperty("ship_to").ValueKind);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Erase_OnPostgres_NoTableHoldsThePersonOnceRewritten()
    {
        using var folder = new TemporaryFolder();
        var schema = PostgresFixture.NewSchema();
        var email = $"{Guid.NewGuid():N}@example.org";
        string name;
        await using (var server = await RestServer.Start(
            folder.Path, clock: null,
            ("Storehouse:Postgres:ConnectionString", postgres.ConnectionString),
            ("Storehouse:Postgres:Schema", schema)))
        {
            (_, name, var token) = await server.NewUser();
            using (var changed = await server.Send(Patch(
                "/api/v1/users/me", $$"""{"email":"{{email}}","addresses":[{{Address}}]}""").As(token)))
            {
                Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
            }

            var verification = MailBox.Token(await MailBox.Newest(server.DataPath, email, "Confirm"));
            (await server.Send(Post("/api/v1/users/email/verify", $$"""{"token":"{{verification}}"}"""))).Dispose();
            await using var connection = new NpgsqlConnection(postgres.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await Rewrite(connection, schema);
            Assert.NotEmpty(Holding(Tables, email, name, Street));
            using (var erased = await server.Send(Delete("/api/v1/users/me").As(token)))
            {
                Assert.Equal(HttpStatusCode.NoContent, erased.StatusCode);
            }

            await Rewrite(connection, schema);
            Assert.Empty(Holding(Tables, email, name, Street));
            Assert.Empty(Holding(folder.Path, email, name, Street));
        }
    }

    private string Tables => Path.Combine(postgres.DataFolder, "base");

    private static string Address =>
        $$"""{"name":"Ann Unforgettable","line1":"{{Street}}","city":"Leeds","country":"GB"}""";

    // As docs/USERS.md says.
    private static async Task Rewrite(NpgsqlConnection connection, string schema)
    {
        foreach (var sql in new[]
        {
            $"VACUUM FULL {schema}.orleansstorage", $"VACUUM FULL {schema}.mail_queue", "CHECKPOINT",
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }

    private static List<string> Holding(string folder, params string[] texts)
    {
        var patterns = texts.Select(Encoding.UTF8.GetBytes).ToList();
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
        {
            try
            {
                using var stream = new FileStream(
                    file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var whole = new MemoryStream();
                stream.CopyTo(whole);
                if (patterns.Any(pattern => whole.GetBuffer().AsSpan(0, (int)whole.Length).IndexOf(pattern) >= 0))
                {
                    found.Add(file);
                }
            }
            catch (FileNotFoundException)
            {
                // It went while the folder was read.
            }
        }

        return found;
    }
}
