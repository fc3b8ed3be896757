using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Journal.Sqlite;
using Storehouse.Tests.CrashWriter;

// Writes without end, and says on standard output what was acknowledged. It is there to be killed.
var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
output.WriteLine("opening");
var journal = await Open(args[0]);
await using var closing = (IAsyncDisposable)journal;
output.WriteLine("ready");
await Task.WhenAll(
[
    .. Enumerable.Range(0, Workload.Streams).Select(stream => Task.Run(() => Write(stream))),
    Task.Run(DeliverDue),
    Task.Run(SaveCheckpoints),
]);

// A connection string names a database, anything else a folder.
static async Task<IJournal> Open(string place)
{
    var delay = TimeSpan.FromMilliseconds(1);
    return place.Contains('=', StringComparison.Ordinal)
        ? await PostgresJournal.Open(new()
        {
            ConnectionString = place,
            Topology = Workload.Topology,
            CheckpointDelay = delay,
        })
        : SqliteJournal.Open(new() { Folder = place, Topology = Workload.Topology, CheckpointDelay = delay });
}

async Task Write(int stream)
{
    var name = Workload.StreamName(stream);
    var newest = await journal.ReadStreamBackwards(name, long.MaxValue, 1);
    var version = newest is [var entry] ? entry.Version : 0;
    while (true)
    {
        try
        {
            var result = await journal.Commit(Workload.CommitOf(stream, version + 1));
            version = result.Version;
            output.WriteLine($"{result.Status} {stream} {result.Version} {result.Position}");
        }
        catch (IOException fault)
        {
            output.WriteLine($"Failed {stream} {version + 1} {fault.Message}");
        }
    }
}

async Task DeliverDue()
{
    while (true)
    {
        try
        {
            await journal.DeliverDue(DateTimeOffset.MaxValue, 7);
        }
        catch (IOException)
        {
            await Task.Yield();
        }
    }
}

async Task SaveCheckpoints()
{
    for (var position = await journal.ReadCheckpoint(Workload.Reader) + 1; ; position++)
    {
        try
        {
            await journal.SaveCheckpoint(Workload.Reader, position);
            output.WriteLine($"Saved 0 {position} 0");
        }
        catch (IOException)
        {
            await Task.Yield();
        }
    }
}
