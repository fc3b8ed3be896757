using System.Globalization;
using System.Text.Json.Nodes;

namespace Storehouse.Tests.Deploy.Kubernetes;

/// <summary>What a linter does not know: that parts fit each other, and the product.</summary>
public sealed class WorkloadTests(Rendered rendered)
{
    public static TheoryData<string> Kustomizations => [.. Rendered.Names];

    public static TheoryData<string> Clusters => [.. Rendered.Names.Where(name => name != "single")];

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Pod_OfEveryWorkload_ProbedBoundedAndWithoutToken(string name)
    {
        foreach (var (workload, pod, _) in Pods(name))
        {
            Assert.False((bool)pod["automountServiceAccountToken"]!, workload);
            Assert.NotNull(pod["serviceAccountName"]);
            foreach (var container in Containers(pod))
            {
                var title = $"{workload}/{container["name"]}";
                Assert.All(
                    ["startupProbe", "livenessProbe"],
                    probe => Assert.True(container[probe] is not null, title));
                Assert.True(
                    container["readinessProbe"] is not null || container["restartPolicy"] is not null, title);
                Assert.All(
                    ["requests/cpu", "requests/memory", "limits/memory"],
                    bound => Assert.True(At(container, "resources/" + bound) is not null, title + bound));
                Assert.True((bool)At(container, "securityContext/readOnlyRootFilesystem")!, title);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Accounts_UsedByPods_GiveNoToken(string name)
    {
        var accounts = Of(name, "ServiceAccount").ToDictionary(Name);
        Assert.All(Pods(name), pod =>
        {
            var account = accounts[(string)pod.Pod["serviceAccountName"]!];
            Assert.False((bool)account["automountServiceAccountToken"]!);
        });
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public void Stop_OfSiloAndApi_FitsTheGracePeriod(string name)
    {
        var settings = Settings(name);
        var delay = Duration(settings["Storehouse__Shutdown__Delay"]);
        var bound = Duration(settings["Storehouse__Shutdown__Timeout"]);
        foreach (var (workload, pod, _) in Pods(name).Where(pod => pod.Workload is "silo" or "api"))
        {
            var container = pod["containers"]![0]!;
            var before = TimeSpan.FromSeconds((int)At(container, "lifecycle/preStop/sleep/seconds")!);
            var grace = TimeSpan.FromSeconds((int)pod["terminationGracePeriodSeconds"]!);
            var readiness = container["readinessProbe"]!;
            var noticed = TimeSpan.FromSeconds(
                (int)readiness["periodSeconds"]! * (int)readiness["failureThreshold"]!);

            Assert.True(before + bound < grace, $"{workload}: {before} and {bound} do not fit {grace}");
            Assert.True(noticed < delay, $"{workload}: noticed after {noticed}, served for {delay}");
            Assert.True(delay < bound, $"{workload}: {delay} of {bound}");
        }
    }

    [Theory]
    [MemberData(nameof(Kustomizations))]
    public void Selectors_OfEveryObject_FindPods(string name)
    {
        var labels = Pods(name).Select(pod => pod.Labels).ToArray();
        foreach (var item in rendered.Objects(name))
        {
            var selector = (string)item["kind"]! switch
            {
                "Service" => item["spec"]!["selector"],
                "PodDisruptionBudget" or "PodMonitor" or "PodMonitoring" or "Deployment" or "StatefulSet" =>
                    item["spec"]!["selector"]!["matchLabels"],
                "NetworkPolicy" => item["spec"]!["podSelector"]!["matchLabels"],
                _ => null,
            };
            if (selector is JsonObject wanted)
            {
                Assert.Contains(labels, own => wanted.All(pair =>
                    (string?)own[pair.Key] == (string?)pair.Value));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public void Scaling_OfSiloAndApi_ByWhatTheyAskForAndDisruptedOneByOne(string name)
    {
        var pods = Pods(name).ToDictionary(pod => pod.Workload, pod => pod.Pod);
        foreach (var scaler in Of(name, "HorizontalPodAutoscaler"))
        {
            var target = (string)At(scaler, "spec/scaleTargetRef/name")!;
            Assert.NotNull(At(pods[target]["containers"]![0]!, "resources/requests/cpu"));
            Assert.True((int)At(scaler, "spec/minReplicas")! >= 2, target);
            Assert.Equal("cpu", (string?)At(scaler, "spec/metrics")![0]!["resource"]!["name"]);
        }

        Assert.Equal(["api", "silo"], Of(name, "HorizontalPodAutoscaler").Select(Name).Order());
        Assert.Equal(["api", "silo"], Of(name, "PodDisruptionBudget").Select(Name).Order());
        foreach (var (workload, pod, _) in Pods(name).Where(pod => pod.Workload is "silo" or "api"))
        {
            Assert.True(At(pod, "affinity/podAntiAffinity") is not null, workload);
            Assert.True(pod["topologySpreadConstraints"] is JsonArray { Count: > 0 }, workload);
        }
    }

    [Theory]
    [InlineData("overlays/aws")]
    [InlineData("overlays/gcp")]
    [InlineData("overlays/traefik")]
    public void Scaling_WithMonitoring_ByAMetricThatIsExposed(string name)
    {
        var scaler = Of(name, "HorizontalPodAutoscaler").Single(scaler => Name(scaler) == "silo");
        var external = At(scaler, "spec/metrics")!.AsArray().Single(by => (string)by!["type"]! == "External");
        var parts = ((string)At(external!, "external/metric/name")!).Split('|');
        var metric = parts[parts.Length / 2];

        Assert.Contains($"| `{metric}` |", Repositories.Text("docs/METRICS.md"), StringComparison.Ordinal);
        Assert.Contains(
            $"as: {metric}", Repositories.Text("k8s/components/prometheus/adapter-values.yaml"),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Clusters))]
    public void Settings_OfEveryProcess_AreKnown(string name)
    {
        var page = Repositories.Text("SETTINGS.md").Split("\n## ").ToDictionary(part => part.Split('\n')[0]);
        var given = Settings(name).Keys.Concat(Pods(name).Where(pod => pod.Workload is "silo" or "api")
            .SelectMany(pod => pod.Pod["containers"]![0]!["env"]?.AsArray() ?? [])
            .Select(variable => (string)variable!["name"]!));
        foreach (var key in given.Where(key => key.StartsWith("Storehouse__", StringComparison.Ordinal)))
        {
            var parts = key.Split("__").Where(part => !part.All(char.IsAsciiDigit)).ToArray();
            var section = string.Join(':', parts[..^1]);
            Assert.Contains($"| `{parts[^1]}` |", page[section], StringComparison.Ordinal);
        }
    }

    private static TimeSpan Duration(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static string Name(JsonObject item) => (string)item["metadata"]!["name"]!;

    private static JsonNode? At(JsonNode node, string path) =>
        path.Split('/').Aggregate((JsonNode?)node, (current, part) => current?[part]);

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        (pod["initContainers"]?.AsArray() ?? []).Concat(pod["containers"]!.AsArray()).OfType<JsonObject>();

    private IEnumerable<JsonObject> Of(string name, string kind) =>
        rendered.Objects(name).Where(item => (string)item["kind"]! == kind);

    private IEnumerable<(string Workload, JsonObject Pod, JsonObject Labels)> Pods(string name) =>
        Of(name, "Deployment").Concat(Of(name, "StatefulSet")).Select(workload => (
            Name(workload),
            At(workload, "spec/template/spec")!.AsObject(),
            At(workload, "spec/template/metadata/labels")!.AsObject()));

    private Dictionary<string, string> Settings(string name) =>
        Of(name, "ConfigMap")
            .Single(map => Name(map).StartsWith("storehouse-settings", StringComparison.Ordinal))["data"]!.AsObject()
            .ToDictionary(pair => pair.Key, pair => (string)pair.Value!);
}
