using System.Text.Json.Nodes;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Deploy.Containers;

/// <summary>Podman and buildah on a store of their own, which goes with the test.</summary>
internal sealed class ContainerEngine : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("storehouse-containers-").FullName;
    private readonly string[] _store;
    private readonly List<string> _containers = [];

    public ContainerEngine() =>
        _store = ["--root", $"{_folder}/root", "--runroot", $"{_folder}/run", "--storage-driver", "overlay"];

    /// <summary>Makes what stands in for the public images.</summary>
    public Task MakeStandIns() =>
        Command.Run("bash", [Path.Combine(Repository.Root, "tests/Deploy/Containers/stand-ins.sh"), _folder]);

    /// <summary>
    /// Builds a target of a Dockerfile, on this machine's /usr and package cache where the stand-in has none.
    /// </summary>
    public Task Build(string dockerfile, string context, string target)
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Command.Run(
            "buildah",
            [
                .. _store, "bud", "--layers", "--format", "docker", "--isolation", "chroot",
                "--network", "host", "--pull=never", "-v", "/usr:/usr:ro", "-v", "/etc/ssl:/etc/ssl:ro",
                "-v", "/etc/alternatives:/etc/alternatives:ro", "-v", $"{home}/.nuget:/root/.nuget",
                .. packages is null ? Array.Empty<string>() : ["-v", $"{packages}:/root/.nuget/packages"],
                "--build-arg", "REVISION=test", "-f", dockerfile, "--target", target, "-t", Image(target),
                context,
            ]);
    }

    public static string Image(string target) => $"localhost/storehouse-{target}";

    public async Task<JsonNode> Inspect(string image) =>
        JsonNode.Parse(await Podman("image", "inspect", image))![0]!;

    /// <summary>
    /// Starts it as k8s/ has it: no rights, a root that cannot be written to, and two folders that can.
    /// </summary>
    public async Task<string> Start(
        string target, IReadOnlyDictionary<string, string> environment, string? secrets = null)
    {
        string[] arguments =
        [
            "run", "-d", "--network", "host", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL",
            "--security-opt", "no-new-privileges",
            "--ulimit", "nofile=16384:16384", "--ulimit", "nproc=16384:16384",
            "--tmpfs", "/tmp:rw,mode=1777", "-v", "/data",
            .. secrets is null ? Array.Empty<string>() : ["-v", $"{secrets}:/run/secrets/storehouse:ro"],
            .. environment.SelectMany(pair => (string[])["-e", $"{pair.Key}={pair.Value}"]),
            Image(target),
        ];
        var id = (await Podman(arguments)).Trim();
        _containers.Add(id);
        return id;
    }

    public Task<string> Podman(params IEnumerable<string> arguments) => Command.Run(
        "podman",
        [
            .. _store, "--runtime", "runc", "--cgroup-manager", "cgroupfs", "--events-backend", "file",
            .. arguments,
        ]);

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
        {
            await Podman("rm", "-f", "-v", "-t", "0", container);
        }

        await Command.Run("bash", ["-c", $"umount '{_folder}/root/overlay' 2>/dev/null; rm -rf '{_folder}'"]);
    }
}
