using System.Collections.Immutable;
using Storehouse.Journal;

namespace Storehouse.Journaling;

/// <summary>Turns a decision into the one write that makes it durable.</summary>
internal static class Commits
{
    public static JournalCommit Of(
        string stream, long version, DateTimeOffset at, ReadOnlyMemory<byte> events, Effects effects) => new()
        {
            Stream = stream,
            ExpectedVersion = version,
            At = at,
            Events = events,
            Messages = Messages(effects.Messages),
            Deferrals = Deferrals(effects.Deferrals),
            Withdrawals = effects.Withdrawals,
        };

    /// <summary>The claim of a command's key with its answer; null when the command carries no key.</summary>
    public static IdempotencyClaim? Claim(CommandContext context, ReadOnlyMemory<byte> outcome) =>
        context.IdempotencyKey is null
            ? null
            : new IdempotencyClaim(
                context.IdempotencyKey, context.Fingerprint ?? string.Empty, outcome, context.KeepKeyForever);

    private static JournalMessage[] Messages(ImmutableArray<Outgoing> outgoing)
    {
        var messages = new JournalMessage[outgoing.Length];
        for (var index = 0; index < messages.Length; index++)
        {
            messages[index] = Message(outgoing[index]);
        }

        return messages;
    }

    private static DeferredMessage[] Deferrals(ImmutableArray<Deferred> deferred)
    {
        var messages = new DeferredMessage[deferred.Length];
        for (var index = 0; index < messages.Length; index++)
        {
            var (key, dueAt, message) = deferred[index];
            messages[index] = new DeferredMessage(key, dueAt, Message(message));
        }

        return messages;
    }

    private static JournalMessage Message(Outgoing outgoing) =>
        new(outgoing.Topic, outgoing.Key, DomainJson.EncodeBody(outgoing.Body), outgoing.Body);
}
