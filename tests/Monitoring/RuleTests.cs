using System.Text.RegularExpressions;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Monitoring;

/// <summary>Rules, dashboards and runbook, without a cluster.</summary>
public sealed partial class RuleTests
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(30);
    private static readonly string Runbook = Path.Combine(Repository.Root, "docs", "runbook");

    [Theory]
    [InlineData("check", "rules", "rules/storehouse.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    [InlineData("test", "rules", "tests/storehouse.yml")]
    public Task Promtool_FilesOfOperators_Passes(params string[] arguments) =>
        NativeProcess.Run("promtool", arguments, RuleFile.Folder, user: null, Within);

    [Fact]
    public void Alerts_EachHasAPageAndAUnitTest()
    {
        var tests = File.ReadAllText(Path.Combine(RuleFile.Folder, "tests", "storehouse.yml"));
        var index = File.ReadAllText(Path.Combine(Runbook, "README.md"));
        Assert.InRange(RuleFile.Alerts.Count, 8, 14);
        Assert.All(RuleFile.Alerts, alert =>
        {
            Assert.True(File.Exists(Path.Combine(Runbook, alert + ".md")), $"{alert} has no page.");
            Assert.Contains($"]({alert}.md)", index, StringComparison.Ordinal);
            Assert.Contains($"alertname: {alert}\n        eval_time", tests, StringComparison.Ordinal);
            Assert.Contains($"/{alert}.md'", RuleFile.Text, StringComparison.Ordinal);
        });
        var pages = Directory.GetFiles(Runbook, "Storehouse*.md").Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(RuleFile.Alerts.Order(), pages.Order());
    }

    [Fact]
    public void Faults_EachOfTheCrashTestsHasAPage()
    {
        var kinds = File.ReadAllText(
            Path.Combine(Repository.Root, "tests", "Chaos", "Cluster", "FaultKind.cs"));
        var faults = FaultName().Matches(kinds).Select(one => one.Groups[1].Value).ToList();
        var index = File.ReadAllText(Path.Combine(Runbook, "README.md"));
        Assert.Contains("KillSilo", faults);
        Assert.Equal(
            faults.Order(),
            Directory.GetFiles(Path.Combine(Runbook, "faults")).Select(Path.GetFileNameWithoutExtension).Order());
        Assert.All(faults, fault => Assert.Contains($"faults/{fault}.md", index, StringComparison.Ordinal));
    }

    [Fact]
    public void Pages_Links_LeadToFiles()
    {
        string[] folders = [Runbook, Path.Combine(Repository.Root, "ops")];
        var pages = folders.SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories));
        var broken = from page in pages
                     from link in Link().Matches(File.ReadAllText(page))
                     let target = link.Groups[1].Value
                     where !target.Contains("://", StringComparison.Ordinal)
                     where !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target))
                     select $"{page}: {target}";
        Assert.Empty(broken);
    }

    [Fact]
    public void RulesAndDashboards_NameOnlyMetricsThatExist()
    {
        var known = MetricNames.Promised.Concat(RuleFile.Recordings).Append("up").ToHashSet();
        var queries = Dashboards.Queries.Select(one => (one.Where, one.Expression))
            .Concat(RuleFile.Expressions.Select(one => ("rules", one)))
            .ToList();
        Assert.Equal(RuleFile.Alerts.Count + RuleFile.Recordings.Count, RuleFile.Expressions.Count);
        Assert.All(queries, query =>
        {
            var names = PromQl.Names(query.Item2).ToList();
            Assert.NotEmpty(names);
            Assert.Empty(names.Where(name => !known.Contains(name)).Select(name => $"{query.Item1}: {name}"));
        });
    }

    [Fact]
    public void Dashboards_AreWholeAndDistinct()
    {
        var dashboards = Dashboards.Files.Select(Dashboards.Read).ToList();
        Assert.NotEmpty(dashboards);
        Assert.Distinct(dashboards.Select(one => one.GetProperty("uid").GetString()));
        Assert.All(dashboards, one =>
        {
            var panels = one.GetProperty("panels").EnumerateArray().ToList();
            Assert.Distinct(panels.Select(panel => panel.GetProperty("id").GetInt32()));
            Assert.All(panels, panel =>
            {
                var place = panel.GetProperty("gridPos");
                Assert.InRange(place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32(), 1, 24);
                Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
            });
        });
    }

    [GeneratedRegex(@"^    (\w+),$", RegexOptions.Multiline)]
    private static partial Regex FaultName();

    [GeneratedRegex(@"\]\(([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
