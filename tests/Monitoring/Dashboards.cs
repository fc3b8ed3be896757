using System.Text.Json;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Monitoring;

/// <param name="Where">Dashboard and panel.</param>
internal sealed record DashboardQuery(string Where, string Expression)
{
    /// <summary>With Grafana's variables filled in.</summary>
    public string Filled => Expression
        .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
        .Replace("$instance", ".*", StringComparison.Ordinal);
}

internal static class Dashboards
{
    public static IReadOnlyList<string> Files { get; } = Directory.GetFiles(
        Path.Combine(Repository.Root, "ops", "grafana", "dashboards"), "*.json");

    public static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    public static IReadOnlyList<DashboardQuery> Queries { get; } =
    [
        .. from file in Files
           from panel in Read(file).GetProperty("panels").EnumerateArray()
           from target in panel.GetProperty("targets").EnumerateArray()
           select new DashboardQuery(
               $"{Path.GetFileName(file)}: {panel.GetProperty("title").GetString()}",
               target.GetProperty("expr").GetString()!),
    ];
}
