using Microsoft.Data.Sqlite;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Tests.CrashWriter;
using Xunit;

namespace Storehouse.Tests.Sqlite;

/// <summary>
/// Looks at what a <see cref="WriterProcess"/> left: nothing acknowledged is lost, nothing is there by half.
/// </summary>
internal static class WrittenJournal
{
    private const string DueStream = "journal/due";

    public static SqliteJournal Open(string folder) =>
        SqliteJournal.Open(new() { Folder = folder, Topology = Workload.Topology });

    /// <param name="known">Versions of an earlier check, whose companions need not be looked up
    /// again.</param>
    /// <returns>The version of each stream.</returns>
    public static async Task<long[]> Check(
        string folder, WriterProcess? writer, long[]? known, CancellationToken cancellation)
    {
        await using var journal = Open(folder);
        return await Check(journal, writer, known, cancellation);
    }

    /// <inheritdoc cref="Check(string, WriterProcess, long[], CancellationToken)"/>
    public static async Task<long[]> Check(
        IJournal journal, WriterProcess? writer, long[]? known, CancellationToken cancellation)
    {
        var (versions, delivered) = await CheckEntries(journal, writer, cancellation);
        for (var stream = 0; stream < Workload.Streams; stream++)
        {
            await CheckCompanions(
                journal, stream, known?[stream] ?? 0, versions[stream], delivered, cancellation);
            if (writer is not null && writer.Acknowledged.TryGetValue(stream, out var acknowledged))
            {
                Assert.True(
                    acknowledged.Version <= versions[stream],
                    $"Stream {stream} ends at {versions[stream]}; {acknowledged.Version} was acknowledged.");
            }
        }

        var checkpoint = await journal.ReadCheckpoint(Workload.Reader, cancellation);
        Assert.True(checkpoint >= (writer?.Checkpoint ?? 0));
        return versions;
    }

    /// <summary>SQLite's own check of tables against their indexes.</summary>
    public static string? CheckIntegrity(TemporaryFolder folder)
    {
        using var connection = new SqliteConnection($"Data Source={folder.JournalFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return (string?)command.ExecuteScalar();
    }

    private static async Task<(long[] Versions, HashSet<string> Delivered)> CheckEntries(
        IJournal journal, WriterProcess? writer, CancellationToken cancellation)
    {
        var versions = new long[Workload.Streams];
        var (due, position) = (0L, 0L);
        var delivered = new HashSet<string>();
        while (await journal.ReadAll(position, 500, cancellation) is { Count: > 0 } page)
        {
            foreach (var entry in page)
            {
                Assert.True(entry.Position > position);
                position = entry.Position;
                if (entry.Stream == DueStream)
                {
                    Assert.Equal(++due, entry.Version);
                    Assert.All(
                        entry.Messages, message => Assert.True(delivered.Add(message.Key), message.Key));
                    continue;
                }

                var stream = int.Parse(entry.Stream.Split('/')[1], null);
                Assert.Equal(++versions[stream], entry.Version);
                CheckEntry(Workload.CommitOf(stream, entry.Version), entry);
                if (writer is not null && writer.Acknowledged.TryGetValue(stream, out var acknowledged)
                    && acknowledged.Version == entry.Version && acknowledged.Position != 0)
                {
                    Assert.Equal(acknowledged.Position, entry.Position);
                }
            }
        }

        return (versions, delivered);
    }

    private static void CheckEntry(JournalCommit expected, JournalEntry entry)
    {
        Assert.Equal((expected.Stream, expected.At), (entry.Stream, entry.At));
        Assert.True(expected.Events.Span.SequenceEqual(entry.Events.Span), $"{entry.Stream} {entry.Version}");
        Assert.Equal(
            expected.Messages.Select(message => (message.Topic, message.Key, message.Payload.Length)),
            entry.Messages.Select(message => (message.Topic, message.Key, message.Payload.Length)));
    }

    /// <summary>
    /// Key and deferral are there exactly as far as the entries go; a deferral waits or was delivered.
    /// </summary>
    private static async Task CheckCompanions(
        IJournal journal, int stream, long known, long version, HashSet<string> delivered,
        CancellationToken cancellation)
    {
        for (var number = known + 1; number <= version + 1; number++)
        {
            var commit = Workload.CommitOf(stream, number);
            var claim = await journal.FindIdempotency(Workload.ClaimKey(stream, number), cancellation);
            Assert.Equal(number <= version, claim is not null);
            var waits = await journal.FindDeferral(commit.Stream, Workload.DeferralKey(number), cancellation);
            var was = commit.Deferrals is [var deferral] && delivered.Contains(deferral.Message.Key);
            Assert.False(waits is not null && was);
            Assert.Equal(number <= version && Workload.Defers(number), waits is not null || was);
        }
    }
}
