using Storehouse.Journal;

namespace Storehouse.Tests.CrashWriter;

/// <summary>
/// What the writer writes, computed from stream and version alone, so that whoever looks at the file
/// afterwards knows what every entry must be.
/// </summary>
public static class Workload
{
    public const int Streams = 16;
    public const string Reader = "reader";

    public static readonly JournalTopology Topology = new(["stock", "order"], 2);
    public static readonly DateTimeOffset Start = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static string StreamName(int stream) => $"stream/{stream}";

    public static string ClaimKey(int stream, long version) => $"claim {stream}/{version}";

    public static string DeferralKey(long version) => $"deferral {version}";

    public static bool Defers(long version) => version % 3 == 0;

    public static JournalCommit CommitOf(int stream, long version)
    {
        var random = new Random((int)((stream * 1_000_003) + version));

        // Most fit a page; some spill over dozens, so that a crash can fall in the middle of one.
        var events = new byte[random.Next(25) == 0 ? random.Next(1, 80_000) : random.Next(1, 1_500)];
        random.NextBytes(events);
        return new()
        {
            Stream = StreamName(stream),
            ExpectedVersion = version - 1,
            At = Start.AddSeconds(version),
            Events = events,
            Messages =
            [
                .. Enumerable.Range(0, random.Next(4)).Select(index => MessageOf(stream, version, index)),
            ],
            Deferrals = Defers(version)
                ? [new(DeferralKey(version), Start.AddSeconds(version), MessageOf(stream, version, 99))]
                : [],
            Idempotency = new(ClaimKey(stream, version), "fingerprint", events.AsMemory(0, 1)),
        };
    }

    private static JournalMessage MessageOf(int stream, long version, int index) =>
        new(
            index % 2 == 0 ? "stock" : "order", $"{stream}/{version}/{index}",
            BitConverter.GetBytes(version));
}
