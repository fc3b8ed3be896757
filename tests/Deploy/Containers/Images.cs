using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Deploy.Containers;

/// <summary>
/// The product's images. In the long form all of the Dockerfile is built; in the short one its stage that
/// compiles gives way to what is compiled here already.
/// </summary>
public sealed class Images : IAsyncLifetime
{
    private const string Long = "STOREHOUSE_LONG_TESTS";
    private readonly string _folder = Directory.CreateTempSubdirectory("storehouse-image-").FullName;

    internal ContainerEngine Engine { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var (dockerfile, context) = Environment.GetEnvironmentVariable(Long) is null
            ? await Published()
            : (Path.Combine(Repository.Root, "Dockerfile"), Repository.Root);
        await Engine.MakeStandIns();
        await Engine.Build(dockerfile, context, "api");
        await Engine.Build(dockerfile, context, "silo");
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(string Dockerfile, string Context)> Published()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (var program in (string[])["Silo", "Api"])
        {
            var output = Path.Combine(_folder, "out", program);
            await Command.Run(
                "dotnet",
                [
                    "publish", Path.Combine(Repository.Root, program), "-c", configuration, "--no-build",
                    "-o", output, "-nodeReuse:false", "-v", "quiet",
                ]);
            var bill = await Command.Run(
                "sh",
                [
                    Path.Combine(Repository.Root, "cluster/image/sbom.sh"), program,
                    Path.Combine(output, $"Storehouse.{program}.deps.json"),
                ]);
            await File.WriteAllTextAsync(Path.Combine(output, "sbom.cdx.json"), bill);
        }

        Directory.CreateDirectory(Path.Combine(_folder, "out", "data"));
        var stages = Repositories.Text("Dockerfile").Split("\nFROM ");
        var arguments = stages[0];
        var ends = stages.Where(stage => stage.StartsWith("${RUNTIME_IMAGE} AS ", StringComparison.Ordinal));
        var dockerfile = Path.Combine(_folder, "Dockerfile");
        await File.WriteAllTextAsync(
            dockerfile, string.Join("\nFROM ", [arguments, "scratch AS build\nCOPY out /out\n", .. ends]));
        return (dockerfile, _folder);
    }
}
