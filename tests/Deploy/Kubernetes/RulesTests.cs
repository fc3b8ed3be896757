using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Deploy.Kubernetes;

/// <summary>
/// The operator's rules are those of Prometheus' own file, which its tests are about: kustomize reads nothing from
/// outside <c>k8s</c>, so they stand there again.
/// </summary>
public sealed class RulesTests
{
    private const string Update = "STOREHOUSE_UPDATE_KUBERNETES_RULES";
    private const string Path = "k8s/components/prometheus/rules.yaml";

    private const string Head = """
        # Written from ops/prometheus/rules/storehouse.yml: STOREHOUSE_UPDATE_KUBERNETES_RULES=1 tests/Deploy.
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: storehouse
        spec:

        """;

    [Fact]
    public void PrometheusRule_Groups_AreThoseOfTheRulesFile()
    {
        var groups = Repositories.Text("ops/prometheus/rules/storehouse.yml").Split('\n')
            .Select(line => line.Length == 0 ? line : "  " + line);
        var expected = Head + string.Join('\n', groups);
        if (Environment.GetEnvironmentVariable(Update) is not null)
        {
            File.WriteAllText(System.IO.Path.Combine(Repository.Root, Path), expected);
        }

        Assert.Equal(expected, Repositories.Text(Path));
    }
}
