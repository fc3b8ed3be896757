using System.Text;
using Storehouse.Journal;
using Xunit;

namespace Storehouse.Tests.Conformance;

/// <summary>
/// What any journal must do. A provider passes by a subclass that says how to open and close one.
/// </summary>
public abstract partial class JournalConformance : IAsyncLifetime
{
    protected static readonly DateTimeOffset Noon = new(2025, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Long enough for a loaded machine; reached only when something is broken.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected static readonly JournalTopology Topology = new(["stock", "order"], 2);

    protected IJournal Journal { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Journal = await Open();

    public async ValueTask DisposeAsync()
    {
        await Close(Journal);
        await Erase();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens this test's journal: empty at first, later with what it was closed with.</summary>
    protected abstract ValueTask<IJournal> Open();

    protected abstract ValueTask Close(IJournal journal);

    protected abstract ValueTask Erase();

    protected async Task Reopen()
    {
        await Close(Journal);
        Journal = await Open();
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    protected static JournalMessage Message(string topic, string key, string payload = "payload") =>
        new(topic, key, Bytes(payload));

    protected static JournalCommit Decision(
        string stream, long expectedVersion, string events = "event", params JournalMessage[] messages) =>
        new()
        {
            Stream = stream,
            ExpectedVersion = expectedVersion,
            At = Noon,
            Events = Bytes(events),
            Messages = messages,
        };

    protected static IdempotencyClaim Claim(string key, string outcome = "outcome", bool overwrite = false) =>
        new(key, "fingerprint of " + key, Bytes(outcome), Overwrite: overwrite);

    protected static DeferredMessage Defer(
        string key, DateTimeOffset? dueAt = null, string payload = "later") =>
        new(key, dueAt, Message("stock", "SKU-" + key, payload));

    protected async Task<CommitResult> Append(JournalCommit commit)
    {
        var result = await Journal.Commit(commit, Cancellation);
        Assert.Equal(CommitStatus.Committed, result.Status);
        return result;
    }

    /// <summary>Appends a number of entries to a stream from its beginning.</summary>
    protected async Task Fill(string stream, int count)
    {
        for (var version = 0; version < count; version++)
        {
            await Append(Decision(stream, version, $"{stream} {version + 1}"));
        }
    }

    protected async Task<IReadOnlyList<JournalEntry>> Everything() =>
        await Journal.ReadAll(0, int.MaxValue, Cancellation);

    protected async Task<IReadOnlyList<QueuedMessage>> Queued(string topic, string key) =>
        await Journal.ReadQueue(Journal.Topology.QueueOf(topic, key), 0, int.MaxValue, Cancellation);
}
