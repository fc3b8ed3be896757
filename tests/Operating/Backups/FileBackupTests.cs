using System.Diagnostics;
using System.Text.Json;
using Storehouse.Tests.Operating.Load;
using Storehouse.Tests.Operating.Starts;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Backups;

/// <summary>The drill for the embedded default: back up under load, restore elsewhere, verify.</summary>
public sealed class FileBackupTests : IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-backup-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Backup_UnderLoad_HoldsEverythingAcknowledgedBeforeItAndTheBooksClose()
    {
        string token;
        IReadOnlyCollection<TakenOrder> taken;
        DateTimeOffset before;
        string addressed;
        await using (var server = await Server("data"))
        {
            await using var load = await OrderTaking.Start(server.BaseAddress);
            using var client = await Shop.SignIn(server.BaseAddress);
            addressed = await OrderTo(client, "Harbour Street");
            token = (await client.Login(LocalCluster.Admin, LocalCluster.Password)).Json
                .GetProperty("access_token").GetString()!;
            await load.Goes(200);

            before = DateTimeOffset.UtcNow;
            await Run("backup", "data");

            await load.Goes(200);
            await load.End();
            taken = load.Taken;
            server.Kill();
        }

        await Run("restore", "restored");

        await using var restored = await Server("restored");
        using var again = await Shop.SignIn(restored.BaseAddress);
        Assert.Empty(await OrderTaking.Missing(again, taken.Where(order => order.AnsweredAt < before)));
        var orders = await Shop.Verify(again);
        Assert.InRange(orders, taken.Count(order => order.AnsweredAt < before), taken.Count);
        Assert.NotEmpty(await OrderTaking.Missing(again, taken));

        // Identity, users and their keys are of the same moment.
        Assert.Equal(200, await Status(restored.BaseAddress, token));
        var address = (await again.Get($"/orders/{addressed}")).Json.GetProperty("ship_to");
        Assert.Equal("Harbour Street", address.GetProperty("line1").GetString());

        // And business goes on.
        for (var sku = 1; sku <= OrderTaking.Skus; sku++)
        {
            var answer = await Shop.Order(again, sku);
            Assert.True(answer.Status == 201, answer.Text);
        }

        Assert.Equal(orders + OrderTaking.Skus, await Shop.Verify(again));
    }

    [Fact]
    public async Task BackupAndRestore_CannotBeDone_SayWhyAndTouchNothing()
    {
        await using (var server = await Server("data"))
        {
            await Run("backup", "data");
            await Start.Fails("Api", ["restore", Copy], Settings("data"), "in use");
        }

        await Start.Fails("Api", ["backup", Copy], Settings("data"), Copy, "there already");
        await Start.Fails("Api", ["restore", Copy], Settings("data"), "journal.db", "empty folder");
        await Start.Fails("Api", ["backup", Copy + "2"], Settings("nothing"), "no journal.db");
        await Start.Fails(
            "Api", ["backup", Copy + "2"],
            new Dictionary<string, string> { ["Storehouse:Postgres:ConnectionString"] = "Host=127.0.0.1" },
            "PostgreSQL");

        var grains = Path.Combine(Copy, "grains.db");
        await using (var file = File.OpenWrite(grains))
        {
            file.Position = 5_000;
            file.WriteByte(99);
        }

        await Start.Fails("Api", ["restore", Copy], Settings("restored"), grains);
        Assert.Equal(["journal.lock"], Directory.EnumerateFiles(Data("restored")).Select(Path.GetFileName));
    }

    private string Copy => Path.Combine(_folder.FullName, "copy");

    private string Data(string name) => Path.Combine(_folder.FullName, name);

    private Dictionary<string, string> Settings(string name) => new()
    {
        ["Storehouse:DataPath"] = Data(name),
        ["Storehouse:Admin:Password"] = LocalCluster.Password,
        ["Storehouse:Identity:Issuer"] = "http://localhost/",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    private Task<ServerProcess> Server(string name) => ServerProcess.Start(new(
        Repository.Assembly("Api", "Storehouse.Api"),
        Settings(name).ToDictionary(
            pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value),
        ServerProcess.FreePort(), _folder.FullName));

    /// <summary>Runs a command with the settings of a server, to its good end.</summary>
    private async Task Run(string command, string name)
    {
        var info = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Repository.Assembly("Api", "Storehouse.Api"), command, Copy },
        };
        foreach (var (key, value) in Settings(name))
        {
            info.ArgumentList.Add($"--{key}={value}");
        }

        using var process = Process.Start(info)!;
        using var bound = new CancellationTokenSource(Within);
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var error = await process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        Assert.True(process.ExitCode == 0, error);
        TestContext.Current.TestOutputHelper?.WriteLine(await output);
    }

    private static async Task<string> OrderTo(Client client, string line1)
    {
        var to = JsonSerializer.Serialize(new { name = "A", line1, city = "Hull", postal_code = "1", country = "GB" });
        var answer = await client.Post(
            "/orders", $$"""{"lines":[{"sku":"{{Shop.Sku(1)}}","quantity":1}],"ship_to":{{to}}}""");
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Json.GetProperty("id").GetString()!;
    }

    private static async Task<int> Status(Uri server, string token)
    {
        using var client = new HttpClient { BaseAddress = server };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await client.GetAsync(new Uri("/api/v1/items", UriKind.Relative));
        return (int)answer.StatusCode;
    }
}
