using System.Text.Json;
using System.Text.Json.Nodes;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Deploy.Kubernetes;

/// <param name="Objects">By the name of their rendering.</param>
public sealed record Linted(
    IReadOnlyDictionary<string, IReadOnlyList<JsonObject>> Objects, IReadOnlyList<string> Faults);

/// <summary>Every kustomization, rendered as for <c>kubectl apply -k</c>, and what the linter found.</summary>
public sealed class Rendered : IAsyncLifetime
{
    private const string TraefikFile = "cluster/gateway/traefik/routes.yaml";

    /// <summary>Folders below <c>k8s</c>; the last one is made here, of what no overlay has.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["base", "single", "overlays/local", "overlays/aws", "overlays/gcp", "overlays/traefik"];

    private const string Traefik = """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: storehouse
        resources:
          - ../../base
        components:
          - ../../components/consul
          - ../../components/postgres
          - ../../components/traefik
          - ../../components/prometheus
          - ../../components/network-policies
          - ../../components/tls
          - ../../components/spread
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-k8s-");
    private Linted? _linted;

    public IReadOnlyList<string> Faults => _linted!.Faults;

    /// <summary>The objects of a kustomization.</summary>
    public IReadOnlyList<JsonObject> Objects(string name) => _linted!.Objects[name];

    public async ValueTask InitializeAsync()
    {
        await Command.Run("cp", ["-r", Path.Combine(Repository.Root, "k8s"), _folder.FullName]);
        var root = Path.Combine(_folder.FullName, "k8s");
        await Command.Run("bash", [Path.Combine(root, "overlays/local/secrets.sh")]);
        var made = Directory.CreateDirectory(Path.Combine(root, "overlays/traefik"));
        await File.WriteAllTextAsync(Path.Combine(made.FullName, "kustomization.yaml"), Traefik);

        var yaml = new Dictionary<string, string>();
        foreach (var name in Names)
        {
            yaml[name] = await Command.Run("kubectl", ["kustomize", Path.Combine(root, name)]);
        }

        yaml[TraefikFile] = Repositories.Text(TraefikFile);
        _linted = await Lint(yaml);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The objects of each rendering, and all that is wrong with them.</summary>
    public static async Task<Linted> Lint(IReadOnlyDictionary<string, string> yaml)
    {
        var linter = Path.Combine(Repository.Root, "tests/Deploy/Kubernetes/linter/check.mjs");
        var output = await Command.Run("node", [linter], JsonSerializer.Serialize(yaml));
        var answer = JsonNode.Parse(output)!;
        return new(
            answer["objects"]!.AsObject().ToDictionary(
                entry => entry.Key,
                entry => (IReadOnlyList<JsonObject>)[.. entry.Value!.AsArray().OfType<JsonObject>()]),
            [.. answer["faults"]!.AsArray().Select(fault => (string)fault!)]);
    }
}
