using System.Diagnostics;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Xunit;

namespace Storehouse.Tests.Sqlite;

public sealed class SqliteFullDiskTests
{
    private static readonly JournalTopology Topology = new(["stock"], 2);
    private static readonly DateTimeOffset Noon = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_FileMayNotGrow_FailsClearlyAndServesAgainOnceThereIsRoom()
    {
        using var folder = new TemporaryFolder();
        var options = new SqliteJournalOptions
        {
            Folder = folder.Path,
            Topology = Topology,
            FileBytesMax = 2 << 20,
        };
        var written = new List<CommitResult>();
        await using (var journal = SqliteJournal.Open(options))
        {
            IOException? fault = null;
            for (var index = 0; fault is null && index < 1_000; index++)
            {
                try
                {
                    written.Add(await journal.Commit(Order(index), Cancellation));
                }
                catch (IOException full)
                {
                    fault = full;
                }
            }

            Assert.Equal(typeof(IOException), fault!.GetType());
            Assert.Contains("No space left", fault.Message, StringComparison.Ordinal);
            Assert.Contains(folder.JournalFile, fault.Message, StringComparison.Ordinal);
            await SeesExactly(journal, written);

            // Dropping old keys makes room within the file.
            Assert.True(await journal.PurgeIdempotency(Noon.AddDays(1), Cancellation) > 10);
            written.Add(await journal.Commit(Order(written.Count), Cancellation));
            await SeesExactly(journal, written);
        }

        await using var reopened = SqliteJournal.Open(options);
        await SeesExactly(reopened, written);
    }

    [Fact]
    public async Task Commit_DiskIsFull_FailsClearlyLosesNothingAndServesAgainOnceThereIsRoom()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Limits the size of a process's files by prlimit.");
        using var folder = new TemporaryFolder();
        using var writer = WriterProcess.Start(folder.Path);
        await writer.ReadUntil((written, _) => written.Commits > 300, Cancellation);

        for (var round = 0; round < 3; round++)
        {
            var room = new FileInfo(folder.JournalFile + "-wal").Length + 500_000;
            await Limit(writer, $"{room}");
            var failures = writer.Failures;
            await writer.ReadUntil((written, _) => written.Failures >= failures + 40, Cancellation);
            Assert.Contains(folder.JournalFile, writer.LastFailure, StringComparison.Ordinal);

            await Limit(writer, "unlimited");
            var commits = writer.Commits;
            await writer.ReadUntil((written, _) => written.Commits > commits + 300, Cancellation);
        }

        await writer.Kill(Cancellation);
        await WrittenJournal.Check(folder.Path, writer, null, Cancellation);
    }

    private static async Task Limit(WriterProcess writer, string bytes)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", $"{writer.Id}", $"--fsize={bytes}:unlimited"]);
        await prlimit.WaitForExitAsync(Cancellation);
        Assert.Equal(0, prlimit.ExitCode);
    }

    private static JournalCommit Order(int index) => new()
    {
        Stream = $"order/{index}",
        ExpectedVersion = 0,
        At = Noon,
        Events = new byte[1_000],
        Messages = [new("stock", $"{index}", new byte[10])],
        Idempotency = new($"key {index}", "fingerprint", new byte[20_000]),
    };

    private static async Task SeesExactly(SqliteJournal journal, List<CommitResult> written)
    {
        var positions = written.Select(result => result.Position).ToArray();
        var entries = await journal.ReadAll(0, int.MaxValue, Cancellation);
        Assert.Equal(positions, entries.Select(entry => entry.Position));
        var messages = new List<QueuedMessage>();
        for (var queue = 0; queue < Topology.QueueCount; queue++)
        {
            messages.AddRange(await journal.ReadQueue(queue, 0, int.MaxValue, Cancellation));
        }

        Assert.Equal(
            positions, messages.Select(message => MessagePosition.EntryOf(message.Position)).Order());
    }
}
