using Storehouse.Journal;
using Storehouse.Tests.CrashWriter;
using Xunit;

namespace Storehouse.Tests.Sqlite;

/// <summary>
/// A machine that loses power leaves a log whose end was never written, or written in part.
/// </summary>
public sealed class SqliteTornLogTests
{
    private const int Commits = 120;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_LogCutAnywhere_HasAPrefixOfWholeCommits()
    {
        var random = new Random(TestSeed.Next());
        using var written = await Written();
        var length = new FileInfo(written.JournalFile + "-wal").Length;
        var kept = new List<(long Cut, long Entries)>();
        for (var cut = 0; cut < 40; cut++)
        {
            var at = cut == 0 ? length : random.NextInt64(length);
            kept.Add((at, await OpenCopy(written, log => log.SetLength(at))));
        }

        Assert.Equal(Commits, kept[0].Entries);
        var ordered = kept.OrderBy(pair => pair.Cut).Select(pair => pair.Entries).ToArray();
        Assert.Equal(ordered.Order(), ordered);
        Assert.True(ordered.Distinct().Count() > 5);
    }

    [Fact]
    public async Task Open_LogWithGarbageAnywhere_HasAPrefixOfWholeCommits()
    {
        var random = new Random(TestSeed.Next());
        using var written = await Written();
        var length = new FileInfo(written.JournalFile + "-wal").Length;
        for (var hit = 0; hit < 40; hit++)
        {
            var at = hit == 0 ? length - 1 : random.NextInt64(length - 1);
            var kept = await OpenCopy(written, log =>
            {
                log.Position = at;
                var one = log.ReadByte();
                log.Position = at;
                log.WriteByte((byte)(one ^ random.Next(1, 256)));
            });

            // A hit in the log's unused end changes nothing; the last byte belongs to the last commit.
            Assert.InRange(kept, 0, hit == 0 ? Commits - 1 : Commits);
        }
    }

    /// <summary>
    /// A journal whose every commit is still in the log alone, copied as a sudden stop leaves it.
    /// </summary>
    private static async Task<TemporaryFolder> Written()
    {
        using var folder = new TemporaryFolder();
        var copy = new TemporaryFolder();
        await using (WrittenJournal.Open(folder.Path))
        {
        }

        await using var journal = WrittenJournal.Open(folder.Path);
        for (var version = 1; version <= Commits; version++)
        {
            await journal.Commit(Workload.CommitOf(0, version), Cancellation);
        }

        File.Copy(folder.JournalFile, copy.JournalFile);
        File.Copy(folder.JournalFile + "-wal", copy.JournalFile + "-wal");
        return copy;
    }

    /// <returns>How many entries the copy has, each of them checked.</returns>
    private static async Task<long> OpenCopy(TemporaryFolder written, Action<FileStream> spoil)
    {
        using var copy = new TemporaryFolder();
        File.Copy(written.JournalFile, copy.JournalFile);
        File.Copy(written.JournalFile + "-wal", copy.JournalFile + "-wal");
        using (var log = File.Open(copy.JournalFile + "-wal", FileMode.Open))
        {
            spoil(log);
        }

        var version = (await WrittenJournal.Check(copy.Path, null, null, Cancellation))[0];
        await using var journal = WrittenJournal.Open(copy.Path);
        var next = await journal.Commit(Workload.CommitOf(0, version + 1), Cancellation);
        Assert.Equal(CommitStatus.Committed, next.Status);
        return version;
    }
}
