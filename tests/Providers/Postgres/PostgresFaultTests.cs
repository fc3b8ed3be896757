using System.Collections.Concurrent;
using System.Diagnostics;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>Servers that end, refuse and fill up under load.</summary>
public sealed class PostgresFaultTests : PostgresTest
{
    private const int Writers = 24;

    // Processes are killed here, not the machine: what was written is with the system by then.
    private static readonly string[] Settings = ["max_connections = 100", "fsync = off"];

    [Fact]
    public async Task Commit_ServerIsAbortedAndKilledUnderLoad_NoCallerSeesItAndNothingIsLostOrRepeated()
    {
        await using var server = await PostgresServer.Start(Settings);
        var options = SharedServer.JournalOf(server.ConnectionString, Topology);
        var silos = new[] { await Open(options), await Open(options) };
        var written = new ConcurrentBag<(string Stream, CommitResult Result)>();
        using var done = new CancellationTokenSource();
        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(
            () => Write(silos[writer % 2], $"order/{writer}", written, done.Token))).ToArray();

        for (var round = 0; round < 4; round++)
        {
            var goal = written.Count + 400;
            await Until(() => Task.FromResult(written.Count >= goal), "commits go on");
            if (round % 2 == 0)
            {
                await server.Abort();
            }
            else
            {
                server.Kill();
            }

            await server.Restart();
        }

        var last = written.Count + 400;
        await Until(() => Task.FromResult(written.Count >= last), "commits go on");
        await done.CancelAsync();
        await Task.WhenAll(writers).WaitAsync(Patience, Cancellation);

        var all = await Everything(silos[0]);
        Assert.Equal(
            written.Select(one => (one.Result.Position, one.Stream, one.Result.Version)).Order(),
            all.Select(one => (one.Position, one.Stream, one.Version)));
        Assert.All(silos, silo => Assert.True(silo.WaitForEntry(
            all.Count - 1, Patience, Cancellation).AsTask().Wait(Patience, Cancellation)));
        await DisposeAsync();
    }

    [Fact]
    public async Task Commit_ServerStaysAway_FailsAfterItsPatienceAndServesAgain()
    {
        await using var server = await PostgresServer.Start(Settings);
        var journal = await Open(SharedServer.JournalOf(server.ConnectionString, Topology) with
        {
            RetryFor = TimeSpan.FromMilliseconds(300),
        });
        server.Kill();

        await Assert.ThrowsAsync<IOException>(
            () => journal.Commit(Decision("order/1", 0), Cancellation).AsTask().WaitAsync(Patience));
        await Assert.ThrowsAsync<IOException>(
            () => journal.ReadAll(0, 9, Cancellation).AsTask().WaitAsync(Patience));

        await server.Restart();
        var result = await journal.Commit(Decision("order/1", 0), Cancellation);
        Assert.Equal(CommitStatus.Committed, result.Status);
        await DisposeAsync();
    }

    [Fact]
    public async Task Commit_ServerBecomesReadOnly_WaitsForOneThatTakesWrites()
    {
        await using var server = await PostgresServer.Start(Settings);
        var options = SharedServer.JournalOf(await server.CreateDatabase("shop"), Topology);
        var journal = await Open(options);
        await journal.Commit(Decision("order/1", 0), Cancellation);
        await Sql.Run(
            server.ConnectionString,
            """
            ALTER DATABASE shop SET default_transaction_read_only = on;
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop';
            """);

        var commit = journal.Commit(Decision("order/1", 1), Cancellation).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => commit.WaitAsync(TimeSpan.FromMilliseconds(300)));
        await Sql.Run(server.ConnectionString, "ALTER DATABASE shop SET default_transaction_read_only = off");

        Assert.Equal(2, (await commit.WaitAsync(Patience, Cancellation)).Version);
        await DisposeAsync();
    }

    [Fact]
    public async Task Commit_DiskIsFull_FailsClearlyLosesNothingAndServesAgainOnceThereIsRoom()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounts a small file system.");
        await using var server = await PostgresServer.Start(Settings);
        using var disk = new SmallDisk(40 << 20);
        var ballast = disk.Fill(8 << 20);
        await Sql.Run(server.ConnectionString, $"CREATE TABLESPACE small LOCATION '{disk.Space}'");
        await Sql.Run(server.ConnectionString, "CREATE DATABASE shop TABLESPACE small");
        var journal = await Open(SharedServer.JournalOf(server.ConnectionTo("shop"), Topology));
        var written = new List<CommitResult>();
        IOException? fault = null;
        for (var index = 0; fault is null && index < 5_000; index++)
        {
            try
            {
                written.Add(await journal.Commit(Large(index), Cancellation));
            }
            catch (IOException full)
            {
                fault = full;
            }
        }

        Assert.Contains("No space left", fault?.Message, StringComparison.Ordinal);
        Assert.Equal(written.Count, (await Everything(journal)).Count);
        File.Delete(ballast);

        written.Add(await journal.Commit(Large(5_001), Cancellation));

        Assert.Equal(
            written.Select(one => one.Position), (await Everything(journal)).Select(one => one.Position));
        await DisposeAsync();
    }

    private static JournalCommit Large(int index)
    {
        var events = new byte[100_000];
        new Random(index).NextBytes(events);
        return Decision($"order/{index}", 0) with { Events = events };
    }

    /// <summary>The only writer of a stream: a commit applied twice would show as a stale version.</summary>
    private static async Task Write(
        PostgresJournal journal, string stream, ConcurrentBag<(string, CommitResult)> written,
        CancellationToken done)
    {
        for (var version = 0L; !done.IsCancellationRequested; version++)
        {
            var result = await journal.Commit(
                Decision(stream, version, stream) with
                {
                    Idempotency = new($"{stream}/{version}", "fingerprint", new byte[] { 1 }),
                },
                Cancellation);
            Assert.Equal((CommitStatus.Committed, version + 1), (result.Status, result.Version));
            written.Add((stream, result));
        }
    }

    /// <summary>A file system of its own with little room.</summary>
    private sealed class SmallDisk : IDisposable
    {
        public SmallDisk(long bytes)
        {
            Folder = Directory.CreateTempSubdirectory("storehouse-disk-").FullName;
            Run("mount", "-t", "tmpfs", "-o", $"size={bytes},mode=0755", "tmpfs", Folder);
            Directory.CreateDirectory(Space);
            Run("chown", "postgres", Space);
        }

        public string Folder { get; }

        /// <summary>An empty folder that the server owns.</summary>
        public string Space => Path.Combine(Folder, "space");

        public string Fill(int bytes)
        {
            var path = Path.Combine(Folder, "ballast");
            File.WriteAllBytes(path, new byte[bytes]);
            return path;
        }

        public void Dispose()
        {
            Run("umount", "-l", Folder);
            Directory.Delete(Folder);
        }

        private static void Run(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
        }
    }
}
