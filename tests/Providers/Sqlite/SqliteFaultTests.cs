using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Xunit;

namespace Storehouse.Tests.Sqlite;

public sealed class SqliteFaultTests : IDisposable
{
    private static readonly JournalTopology Topology = new(["stock"], 2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// A write whose flush fails may be in the file all the same: then it has to be seen like any other.
    /// </summary>
    [Fact]
    public async Task Commit_EarlierWriteLandedAlthoughItFailed_IsTakenInWithoutGap()
    {
        await using var journal = Open();
        await journal.Commit(Order(1), Cancellation);
        var queue = Topology.QueueOf("stock", "A");
        var newest = Assert.Single(await journal.ReadQueue(queue, 0, 9, Cancellation)).Position;
        var waiting = journal.WaitForMessage(
            queue, newest, Timeout.InfiniteTimeSpan, Cancellation).AsTask();
        Land(Order(2), position: 2);

        await Assert.ThrowsAsync<IOException>(() => journal.Commit(Order(3), Cancellation).AsTask());
        Assert.Equal(CommitStatus.StaleVersion, (await journal.Commit(Order(2), Cancellation)).Status);
        Assert.Equal(CommitStatus.Committed, (await journal.Commit(Order(3), Cancellation)).Status);

        Assert.True(await waiting.WaitAsync(Patience, Cancellation));
        var messages = await journal.ReadQueue(queue, newest, 9, Cancellation);
        Assert.Equal([2, 3], messages.Select(message => MessagePosition.EntryOf(message.Position)));
        var entries = await journal.ReadAll(0, 9, Cancellation);
        Assert.Equal(["order/1", "order/2", "order/3"], entries.Select(entry => entry.Stream));
        Assert.Equal(3, await journal.Head(Cancellation));
    }

    [Fact]
    public async Task Commit_AfterDisposal_IsRefused()
    {
        var journal = Open();
        var last = journal.Commit(Order(1), Cancellation).AsTask();
        await journal.DisposeAsync();
        await journal.DisposeAsync();

        Assert.Equal(CommitStatus.Committed, (await last).Status);
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => journal.Commit(Order(2), Cancellation).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => journal.ReadAll(0, 9, Cancellation).AsTask());
    }

    [Fact]
    public async Task Commit_LogBeyondItsBound_BeginsAnewWhileReadersRead()
    {
        const int LogBytes = 1 << 20;
        await using var journal = SqliteJournal.Open(
            new() { Folder = _folder.Path, Topology = Topology, LogBytesMax = LogBytes });
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            var entries = 0;
            while (!done.IsCancellationRequested)
            {
                entries = (await journal.ReadAll(0, int.MaxValue, Cancellation)).Count;
            }

            return entries;
        });
        const int Commits = 3_000;
        for (var index = 0; index < Commits; index += 10)
        {
            await Task.WhenAll(Enumerable.Range(index, 10).Select(
                order => journal.Commit(
                    Order(order) with { Events = new byte[8_000] }, Cancellation).AsTask()));
        }

        await done.CancelAsync();
        await reader;
        Assert.True(new FileInfo(_folder.JournalFile).Length > 20 * LogBytes);
        Assert.InRange(new FileInfo(_folder.JournalFile + "-wal").Length, 1, 12 * LogBytes);
        Assert.Equal(Commits, (await journal.ReadAll(0, int.MaxValue, Cancellation)).Count);
    }

    [Fact]
    public async Task Commit_Listened_CountsCommitsEntriesAndGroups()
    {
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == JournalMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Add(string name, double value)
        {
            lock (sums)
            {
                sums[name] = sums.GetValueOrDefault(name) + value;
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();

        await using (var journal = Open())
        {
            await journal.Commit(Order(1), Cancellation);
            await journal.Commit(Order(1), Cancellation);
        }

        // Other tests may write meanwhile.
        lock (sums)
        {
            Assert.True(sums["storehouse.journal.commits"] >= 1);
            Assert.True(sums["storehouse.journal.entries"] >= 1);
            Assert.True(sums["storehouse.journal.group.size"] >= 2);
            Assert.True(sums["storehouse.journal.commit.duration"] > 0);
        }
    }

    private static JournalCommit Order(int number) => new()
    {
        Stream = $"order/{number}",
        ExpectedVersion = 0,
        At = DateTimeOffset.UnixEpoch,
        Events = new byte[] { 1 },
        Messages = [new("stock", "A", new byte[] { (byte)number })],
    };

    private SqliteJournal Open() => SqliteJournal.Open(new() { Folder = _folder.Path, Topology = Topology });

    private void Land(JournalCommit commit, long position)
    {
        var messages = MessageBatch.Encode(Topology, commit.Messages);
        using var connection = new SqliteConnection($"Data Source={_folder.JournalFile};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            INSERT INTO entries (position, stream, version, at, queues, consumed, events, messages)
            VALUES ($position, $stream, 1, 0, $queues, 0, x'01', $messages)
            """;
        command.Parameters.AddWithValue("$position", position);
        command.Parameters.AddWithValue("$stream", commit.Stream);
        command.Parameters.AddWithValue("$queues", (long)messages.Queues);
        command.Parameters.AddWithValue("$messages", messages.Frame.ToArray());
        command.ExecuteNonQuery();
    }
}
