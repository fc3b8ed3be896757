using System.Text.Json;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Telemetry.Logs;

/// <summary>What a server printed, line by line, read while it goes on.</summary>
internal sealed class LogLines(string file)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    /// <summary>The lines that are JSON objects.</summary>
    public List<JsonElement> Objects => [.. Text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => line.StartsWith('{'))
        .Select(line => JsonElement.Parse(line))];

    public string Text
    {
        get
        {
            using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream);
            var text = reader.ReadToEnd();
            return text[..(text.LastIndexOf('\n') + 1)];
        }
    }

    public async Task<JsonElement> First(Func<JsonElement, bool> wanted)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            if (Objects.Where(wanted).Take(1).ToList() is [var line])
            {
                return line;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < Bound, $"no such line:\n{Text}");
            await Pause.For(LookEvery, TestContext.Current.CancellationToken);
        }
    }
}
