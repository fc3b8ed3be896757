using System.Diagnostics;
using Storehouse.Journal;

namespace Storehouse.Tests.Bench.Journals;

/// <summary>A stream that is appended to, one commit after the other.</summary>
internal static class JournalCaller
{
    public const int EventBytes = 300;
    public const int MessageBytes = 150;
    private static readonly byte[] Events = new byte[EventBytes];
    private static readonly byte[] Payload = new byte[MessageBytes];

    static JournalCaller()
    {
        // Bytes that the database cannot compress.
        Random.Shared.NextBytes(Events);
        Random.Shared.NextBytes(Payload);
    }

    /// <returns>Microseconds that each commit took.</returns>
    public static async Task<List<int>> Run(IJournal journal, TimeSpan time, CancellationToken cancellation)
    {
        var stream = $"order/{Guid.NewGuid():N}";
        var latencies = new List<int>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var sent = Stopwatch.GetTimestamp();
            var result = await journal.Commit(
                new()
                {
                    Stream = stream,
                    ExpectedVersion = latencies.Count,
                    At = DateTimeOffset.UtcNow,
                    Events = Events,
                    Messages = [new("stock", stream, Payload)],
                },
                cancellation);
            if (result.Status != CommitStatus.Committed)
            {
                throw new InvalidOperationException($"A commit ended as {result.Status}.");
            }

            latencies.Add((int)Stopwatch.GetElapsedTime(sent).TotalMicroseconds);
        }

        return latencies;
    }
}
