using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Storehouse.Health;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Deploy.Containers;

/// <summary>The images as they are run: without rights, on a root that cannot be written to.</summary>
public sealed partial class ImageTests(Images images) : IClassFixture<Images>
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("api", "Api")]
    [InlineData("silo", "Silo")]
    public async Task Image_OfEachProgram_SmallLabelledAndForNobodysUser(string target, string program)
    {
        var image = await images.Engine.Inspect(ContainerEngine.Image(target));
        var config = image["Config"]!;
        var labels = config["Labels"]!;

        Assert.Equal("1654:1654", (string?)config["User"]);
        Assert.Equal("test", (string?)labels["org.opencontainers.image.revision"]);
        Assert.Equal("/app/sbom.cdx.json", (string?)labels["org.cyclonedx.bom"]);
        Assert.Equal(
            $"CMD dotnet /app/Storehouse.{program}.dll health",
            string.Join(' ', image["Healthcheck"]!["Test"]!.AsArray()));
        Assert.InRange((long)image["Size"]!, 1, 220_000_000);
    }

    [Fact]
    public async Task Api_Alone_ReadyHealthyAndStopsWhenAsked()
    {
        var address = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}");
        var container = await images.Engine.Start("api", new Dictionary<string, string>
        {
            ["Urls"] = address.OriginalString,
        });
        await Ready(container, address);

        await images.Engine.Podman("exec", container, "dotnet", "/app/Storehouse.Api.dll", "health");
        await Assert.ThrowsAsync<InvalidOperationException>(() => images.Engine.Podman(
            "exec", container, "dotnet", "/app/Storehouse.Api.dll", "health",
            "--Urls", "http://127.0.0.1:1"));
        var bill = JsonNode.Parse(await File(container, "/app/sbom.cdx.json"))!;
        Assert.Equal("CycloneDX", (string?)bill["bomFormat"]);
        Assert.Contains(
            bill["components"]!.AsArray(), part => (string?)part!["name"] == "Microsoft.Orleans.Server");
        await Stop(container);
    }

    [Fact]
    public async Task SiloAndApi_OfOneCluster_SettingsFromSecretsAndReady()
    {
        await using var postgres = await PostgresServer.Start();
        await using var consul = await ConsulServer.Start();
        var secrets = Directory.CreateTempSubdirectory("storehouse-secrets-").FullName;
        try
        {
            await System.IO.File.WriteAllTextAsync(
                Path.Combine(secrets, "Storehouse__Postgres__ConnectionString"),
                postgres.ConnectionString, Cancellation);
            await Command.Run("chmod", ["505", secrets]);
            var api = Environment(consul);
            var silo = Environment(consul);
            silo["Storehouse__Silo__AdvertisedAddress"] = "127.0.0.1";
            silo["Storehouse__Silo__Port"] = $"{ServerProcess.FreePort()}";
            silo["Storehouse__Silo__GatewayPort"] = $"{ServerProcess.FreePort()}";

            var first = await images.Engine.Start("silo", silo, secrets);
            await Ready(first, new(silo["Urls"]));
            var second = await images.Engine.Start("api", api, secrets);
            await Ready(second, new(api["Urls"]));

            await Stop(second);
            await Stop(first);
        }
        finally
        {
            Directory.Delete(secrets, recursive: true);
        }
    }

    /// <summary>Packages are restored from project and lock files alone, and all of them are there.</summary>
    [Fact]
    public void Dockerfile_RestoreStage_HasEveryProject()
    {
        var copied = Project().Matches(Repositories.Text("Dockerfile"))
            .Select(match => match.Groups[1].Value);
        var needed = new HashSet<string>();
        Collect(Path.Combine(Repository.Root, "Api/Api.csproj"));

        Assert.Equal(needed.Order(), copied.Order());

        void Collect(string project)
        {
            if (needed.Add(Path.GetRelativePath(Repository.Root, project)))
            {
                foreach (Match reference in Reference().Matches(System.IO.File.ReadAllText(project)))
                {
                    Collect(Path.GetFullPath(reference.Groups[1].Value, Path.GetDirectoryName(project)!));
                }
            }
        }
    }

    [Theory]
    [InlineData("http://*:8080", "http://localhost:8080/health/ready")]
    [InlineData("http://0.0.0.0:80", "http://localhost:80/health/ready")]
    [InlineData("http://[::]:8080", "http://localhost:8080/health/ready")]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000/health/ready")]
    public void Probe_AddressOfEveryForm_IsWhereTheProcessListens(string url, string expected)
    {
        Assert.Equal(new Uri(expected), HealthProbe.Address(url));
    }

    private static Dictionary<string, string> Environment(ConsulServer consul) => new()
    {
        ["Urls"] = $"http://127.0.0.1:{ServerProcess.FreePort()}",
        ["Storehouse__SecretsPath"] = "/run/secrets/storehouse",
        ["Storehouse__Consul__Address"] = consul.Address.OriginalString,
    };

    private async Task Ready(string container, Uri address)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync("/health/ready", Cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (started.Elapsed < ReadyWithin)
            {
                // Not listening yet.
            }

            Assert.True(started.Elapsed < ReadyWithin, await images.Engine.Podman("logs", container));
            await Pause.For(TimeSpan.FromMilliseconds(50), Cancellation);
        }
    }

    private async Task Stop(string container)
    {
        await images.Engine.Podman("stop", "-t", "30", container);
        var state = JsonNode.Parse(await images.Engine.Podman("inspect", container))![0]!["State"]!;

        Assert.Equal(0, (int)state["ExitCode"]!);
    }

    private async Task<string> File(string container, string path)
    {
        var copy = Path.GetTempFileName();
        await images.Engine.Podman("cp", $"{container}:{path}", copy);
        var text = await System.IO.File.ReadAllTextAsync(copy, Cancellation);
        System.IO.File.Delete(copy);
        return text;
    }

    [GeneratedRegex(@"COPY (\S+\.csproj) ")]
    private static partial Regex Project();

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex Reference();
}
