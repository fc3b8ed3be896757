using System.Text;
using Microsoft.Data.Sqlite;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Tests.CrashWriter;
using Xunit;

namespace Storehouse.Tests.Sqlite;

public sealed class SqliteOpeningTests : IDisposable
{
    private static readonly JournalTopology Topology = new(["stock", "order"], 2);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FolderInUse_NamesTheFileAndLeavesTheOwnerAlone()
    {
        await using var owner = Open();

        AssertRefused("in use");

        Assert.Equal(
            CommitStatus.Committed, (await owner.Commit(Workload.CommitOf(0, 1), Cancellation)).Status);
    }

    [Fact]
    public async Task Open_FolderInUseByAnotherProcess_NamesTheFile()
    {
        using var writer = WriterProcess.Start(_folder.Path);
        await writer.ReadUntil((_, line) => line == "ready", Cancellation);

        AssertRefused("in use by another process");

        await writer.Kill(Cancellation);
        await using var journal = Open();
    }

    [Fact]
    public async Task Open_AfterClosing_FreesTheFolderAndLeavesNoLog()
    {
        await using (Open())
        {
        }

        Assert.False(File.Exists(_folder.JournalFile + "-wal"));
        await using var again = Open();
    }

    [Fact]
    public void Open_FolderCannotBeMade_NamesTheFolder()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "file"), "");
        var folder = Path.Combine(_folder.Path, "file", "data");

        var fault = Assert.Throws<JournalOpenException>(
            () => SqliteJournal.Open(new() { Folder = folder, Topology = Topology }));

        Assert.Contains($"'{folder}' cannot be written", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderWhereTheFileShouldBe_NamesTheFile()
    {
        Directory.CreateDirectory(_folder.JournalFile);

        AssertRefused("cannot be opened");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void Open_NotADatabase_NamesTheFile(int length)
    {
        File.WriteAllText(_folder.JournalFile, new string('x', length));

        AssertRefused("is not a journal");
        Assert.Equal(length, new FileInfo(_folder.JournalFile).Length);
    }

    [Fact]
    public void Open_AnotherProgramsDatabase_NamesTheFileAndChangesNothing()
    {
        Execute("CREATE TABLE theirs (x); PRAGMA user_version = 0");

        AssertRefused("is not a journal");
        Execute("SELECT * FROM theirs");
    }

    [Fact]
    public async Task Open_NewerSchema_NamesBothVersions()
    {
        await using (Open())
        {
        }

        Execute("PRAGMA user_version = 99");

        AssertRefused("written by a newer version (schema 99, known 1)");
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task Open_FileCutShort_SaysItIsDamaged(double part)
    {
        await Fill();
        using (var file = File.Open(_folder.JournalFile, FileMode.Open))
        {
            file.SetLength((long)(file.Length * part));
        }

        AssertRefused("is damaged");
    }

    [Fact]
    public async Task Open_FirstPagesOverwritten_NamesTheFile()
    {
        await Fill();
        using (var file = File.Open(_folder.JournalFile, FileMode.Open))
        {
            file.Position = 100;
            file.Write(Encoding.ASCII.GetBytes(new string('x', 50_000)));
        }

        AssertRefused("damaged");
    }

    [Fact]
    public void Open_FileGoneButItsLogThere_RefusesToLoseIt()
    {
        File.WriteAllText(_folder.JournalFile + "-wal", "commits");

        AssertRefused("is missing, although its log");
        Assert.Equal("commits", File.ReadAllText(_folder.JournalFile + "-wal"));
    }

    [Fact]
    public async Task Open_OtherPartitionCount_KeepsTheStoredOne()
    {
        await using (Open())
        {
        }

        await using var journal = Open(new JournalTopology(["stock", "order"], 8));

        Assert.Equal(2, journal.Topology.PartitionsPerTopic);
        Assert.Equal(4, journal.Topology.QueueCount);
    }

    [Fact]
    public async Task Open_TopicAddedAtTheEnd_KeepsTheOldQueues()
    {
        await Fill();

        await using var journal = Open(new JournalTopology(["stock", "order", "user"], 2));

        Assert.Equal(6, journal.Topology.QueueCount);
        var commit = Workload.CommitOf(1, 1) with { Messages = [new("user", "u", new byte[1])] };
        await journal.Commit(commit, Cancellation);
        var queue = journal.Topology.QueueOf("user", "u");
        Assert.Single(await journal.ReadQueue(queue, 0, 10, Cancellation));
        Assert.NotEmpty(await journal.ReadQueue(journal.Topology.QueueOf("stock", 0), 0, 10, Cancellation));
    }

    [Theory]
    [InlineData("stock")]
    [InlineData("order", "stock")]
    [InlineData("stock", "orders", "order")]
    public async Task Open_TopicsRemovedOrRenamed_NamesThem(params string[] topics)
    {
        await using (Open())
        {
        }

        var fault = Assert.Throws<JournalOpenException>(() => Open(new JournalTopology(topics, 2)));

        Assert.Contains("topics stock, order", fault.Message, StringComparison.Ordinal);
        await using var journal = Open();
    }

    [Fact]
    public async Task Open_MoreQueuesThanAJournalHas_SaysSo()
    {
        await using (Open(new JournalTopology(["stock"], 40)))
        {
        }

        var fault = Assert.Throws<JournalOpenException>(
            () => Open(new JournalTopology(["stock", "order"], 1)));

        Assert.Contains("more than 64 queues", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OptionOutOfRange_NamesIt()
    {
        var options = new SqliteJournalOptions { Folder = _folder.Path, Topology = Topology };

        Assert.Equal(
            "GroupCommitsMax",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => SqliteJournal.Open(options with { GroupCommitsMax = 0 })).ParamName);
        Assert.Equal(
            "TailMessagesMax",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => SqliteJournal.Open(options with { TailMessagesMax = 0 })).ParamName);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private SqliteJournal Open(JournalTopology? topology = null) =>
        SqliteJournal.Open(new() { Folder = _folder.Path, Topology = topology ?? Topology });

    private void AssertRefused(string why)
    {
        var fault = Assert.Throws<JournalOpenException>(() => Open());
        Assert.Contains(_folder.JournalFile, fault.Message, StringComparison.Ordinal);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    private async Task Fill()
    {
        await using var journal = Open();
        for (var version = 1; version <= 200; version++)
        {
            await journal.Commit(Workload.CommitOf(0, version), Cancellation);
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.JournalFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
