using System.Diagnostics;
using System.Text;
using Storehouse.Journal;
using Storehouse.Journal.Postgres;
using Storehouse.Tests.Processes;
using Xunit;

namespace Storehouse.Tests.Postgres;

/// <summary>What tests of a journal in PostgreSQL have in common.</summary>
public abstract class PostgresTest : IAsyncDisposable
{
    protected static readonly JournalTopology Topology = new(["stock", "order"], 2);
    protected static readonly DateTimeOffset Noon = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Long enough for a loaded machine; reached only when something is broken.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly List<PostgresJournal> _opened = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var journal in _opened)
        {
            await journal.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens an instance, as a silo of its own would.</summary>
    private protected async Task<PostgresJournal> Open(PostgresJournalOptions options)
    {
        var journal = await PostgresJournal.Open(options);
        _opened.Add(journal);
        return journal;
    }

    protected static JournalCommit Decision(
        string stream, long expectedVersion, params string[] keys) => new()
        {
            Stream = stream,
            ExpectedVersion = expectedVersion,
            At = Noon,
            Events = Encoding.UTF8.GetBytes($"{stream} {expectedVersion + 1}"),
            Messages = [.. keys.Select(key => new JournalMessage("stock", key, Encoding.UTF8.GetBytes(key)))],
        };

    protected static async Task Until(Func<Task<bool>> condition, string what)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(started.Elapsed < Patience, $"Waited in vain until {what}.");
            await Pause.For(TimeSpan.FromMilliseconds(10), Cancellation);
        }
    }

    protected static async Task<List<JournalEntry>> Everything(IJournal journal)
    {
        var all = new List<JournalEntry>();
        while (await journal.ReadAll(all.Count, 5_000, Cancellation) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(entry => (int)entry.Position));
        return all;
    }
}
