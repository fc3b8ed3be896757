using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Deploy.Kubernetes;

/// <summary>
/// Every object against the published schemas of Kubernetes 1.33 and 1.36, or of its operator, and against a
/// policy linter.
/// </summary>
public sealed class SchemaTests(Rendered rendered)
{
    private const string Good = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: good
          namespace: storehouse
        spec:
          selector: { matchLabels: { app: good } }
          template:
            metadata: { labels: { app: good } }
            spec:
              automountServiceAccountToken: false
              securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
              containers:
                - name: good
                  image: good:1.0
                  ports: [{ name: http, containerPort: 8080 }]
                  lifecycle: { preStop: { sleep: { seconds: 5 } } }
                  resources: { requests: { cpu: "1", memory: 1Mi }, limits: { memory: 1Mi } }
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    runAsNonRoot: true
                    runAsUser: 20000
                    runAsGroup: 20000
                    capabilities: { drop: [ALL] }
        """;

    [Fact]
    public void EveryObject_SchemasAndPolicies_NothingWrong()
    {
        Assert.Empty(rendered.Faults);
        Assert.All(Rendered.Names, name => Assert.True(rendered.Objects(name).Count >= 4, name));
    }

    /// <summary>The linter sees what it is there for.</summary>
    [Fact]
    public async Task Linter_FaultsOfEveryKind_EachIsNamed()
    {
        (string Original, string Fault, string[] Words)[] cases =
        [
            ("name: good\n", "name: good\n", []),
            ("sleep: { seconds: 5 }", "sleep: { second: 5 }", ["second", "1.33", "1.36"]),
            ("containerPort: 8080", "containerPort: http", ["containerPort", "integer"]),
            ("type: RuntimeDefault", "type: Default", ["seccompProfile"]),
            ("apiVersion: apps/v1", "apiVersion: apps/v1beta1", ["not stable"]),
            ("image: good:1.0", "image: good:latest", ["latest"]),
            ("drop: [ALL]", "add: [SYS_ADMIN]", ["capabilities"]),
            ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", ["KBP102"]),
            (", limits: { memory: 1Mi } }", " }", ["KBP005"]),
            ("kind: Deployment\n", "kind: Deployment\nkind: Deployment\n", ["unique"]),
            ("kind: Deployment", "kind: Deploy", ["no such kind"]),
        ];
        var yaml = cases.Select((one, number) => (
            Name: $"case-{(char)('a' + number)}",
            Text: Good.Replace(one.Original, one.Fault, StringComparison.Ordinal)));
        var (_, faults) = await Rendered.Lint(yaml.ToDictionary(
            one => one.Name,
            one => one.Text.Replace("name: good", $"name: {one.Name}", StringComparison.Ordinal)));

        for (var number = 0; number < cases.Length; number++)
        {
            var name = $"case-{(char)('a' + number)}";
            var own = faults.Where(fault => fault.Contains(name, StringComparison.Ordinal)).ToArray();
            var all = string.Join('\n', own);
            Assert.Equal(cases[number].Words.Length == 0, own.Length == 0);
            Assert.All(
                cases[number].Words,
                word => Assert.Contains(word, all, StringComparison.OrdinalIgnoreCase));
        }
    }

    /// <summary>Its definition is in no package, so its schema lies beside the linter.</summary>
    [Fact]
    public async Task Linter_PodMonitoring_FaultsAreNamed()
    {
        (string Original, string Fault, string Word)[] cases =
        [
            ("interval: 15s", "intervall: 15s", "additional properties"),
            ("interval: 15s", "interval: soon", "pattern"),
            ("[pod, node,", "[pods, node,", "allowed values"),
        ];
        var yaml = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "k8s/overlays/gcp/monitoring.yaml"), TestContext.Current.CancellationToken);
        var (_, faults) = await Rendered.Lint(cases.ToDictionary(
            one => one.Word, one => yaml.Replace(one.Original, one.Fault, StringComparison.Ordinal)));

        Assert.All(cases, one => Assert.Contains(
            faults, fault => fault.Contains(one.Word, StringComparison.OrdinalIgnoreCase)));
    }
}
