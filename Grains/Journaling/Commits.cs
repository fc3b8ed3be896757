using System.Collections.Immutable;
using System.Diagnostics;
using Storehouse.Journal;

namespace Storehouse.Journaling;

/// <summary>Turns a decision into the one write that makes it durable.</summary>
internal static class Commits
{
    /// <param name="trace">Null when no trace is recorded here.</param>
    public static JournalCommit Of(
        string stream, long version, DateTimeOffset at, ReadOnlyMemory<byte> events, Effects effects,
        TurnTrace? trace)
    {
        var spans = trace is null ? null : CommitSpans.Begin(stream, trace, effects);
        return new()
        {
            Stream = stream,
            ExpectedVersion = version,
            At = at,
            Events = events,
            Messages = Messages(effects.Messages, spans),
            Deferrals = Deferrals(effects.Deferrals, spans),
            Withdrawals = effects.Withdrawals,
            Spans = spans?.All ?? [],
        };
    }

    /// <summary>Commits, and ends the spans of the commit with it.</summary>
    public static ValueTask<CommitResult> Append(IJournal journal, JournalCommit commit) =>
        commit.Spans.Count == 0 ? journal.Commit(commit) : AppendTraced(journal, commit);

    /// <summary>The claim of a command's key with its answer; null when the command carries no key.</summary>
    public static IdempotencyClaim? Claim(CommandContext context, ReadOnlyMemory<byte> outcome) =>
        context.IdempotencyKey is null
            ? null
            : new IdempotencyClaim(
                context.IdempotencyKey, context.Fingerprint ?? string.Empty, outcome, context.KeepKeyForever);

    private static async ValueTask<CommitResult> AppendTraced(IJournal journal, JournalCommit commit)
    {
        try
        {
            var result = await journal.Commit(commit);
            foreach (var span in commit.Spans)
            {
                span.SetTag("storehouse.commit.status", result.Status.ToString());
                span.SetTag("storehouse.position", result.Position);
                span.SetTag("storehouse.version", result.Version);
            }

            return result;
        }
        catch (Exception fault)
        {
            foreach (var span in commit.Spans)
            {
                span.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
            }

            throw;
        }
        finally
        {
            foreach (var span in commit.Spans)
            {
                span.Dispose();
            }
        }
    }

    private static JournalMessage[] Messages(ImmutableArray<Outgoing> outgoing, CommitSpans? spans)
    {
        var messages = new JournalMessage[outgoing.Length];
        for (var index = 0; index < messages.Length; index++)
        {
            messages[index] = Message(outgoing[index], spans);
        }

        return messages;
    }

    private static DeferredMessage[] Deferrals(ImmutableArray<Deferred> deferred, CommitSpans? spans)
    {
        var messages = new DeferredMessage[deferred.Length];
        for (var index = 0; index < messages.Length; index++)
        {
            var (key, dueAt, message) = deferred[index];
            messages[index] = new DeferredMessage(key, dueAt, Message(message, spans));
        }

        return messages;
    }

    private static JournalMessage Message(Outgoing outgoing, CommitSpans? spans)
    {
        var body = spans is null ? outgoing.Body : spans.Continue(outgoing.Body);
        return new(outgoing.Topic, outgoing.Key, DomainJson.EncodeBody(body), body);
    }
}
