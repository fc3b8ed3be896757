namespace Storehouse.Tests.Telemetry.Support;

/// <summary>One answer of <c>/metrics</c>.</summary>
/// <param name="Types">By metric, as its <c># TYPE</c> line has it.</param>
/// <param name="Labels">By metric: every label that one of its samples has.</param>
/// <param name="Text">The whole of it.</param>
internal sealed record Scrape(
    IReadOnlyDictionary<string, string> Types, ILookup<string, string> Labels, string Text)
{
    private static readonly string[] Suffixes = ["_bucket", "_sum", "_count"];

    /// <summary>Without a token, as Prometheus asks.</summary>
    public static async Task<Scrape> Of(Uri process)
    {
        using var client = new HttpClient { BaseAddress = process };
        using var answer = await client.GetAsync("/metrics", TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        return Read(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Sum over all samples of a counter or gauge that have a label's value.</summary>
    public double Sum(string metric, string label = "") => Text.Split('\n')
        .Where(line => line.StartsWith(metric, StringComparison.Ordinal) && line[metric.Length] is '{' or ' ')
        .Where(line => line.Contains(label, StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));

    private static Scrape Read(string text)
    {
        var types = new Dictionary<string, string>();
        var labels = new List<(string Metric, string Label)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                types.Add(words[2], words[3]);
            }
            else if (line[0] != '#' && line.IndexOf('{', StringComparison.Ordinal) is > 0 and var open)
            {
                var pairs = line[(open + 1)..line.LastIndexOf('}')].Split("\",");
                labels.AddRange(pairs.Select(pair => (MetricOf(line[..open], types), pair.Split('=')[0])));
            }
        }

        return new(types, labels.ToLookup(pair => pair.Metric, pair => pair.Label), text);
    }

    private static string MetricOf(string sample, Dictionary<string, string> types) => types.ContainsKey(sample)
        ? sample
        : Suffixes.Where(suffix => sample.EndsWith(suffix, StringComparison.Ordinal))
            .Select(suffix => sample[..^suffix.Length])
            .First(types.ContainsKey);
}
