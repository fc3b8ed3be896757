using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>A share's stream as read so far.</summary>
/// <param name="Consumed">Position of the last message the stream answers to.</param>
/// <param name="Told">Position in the SKU's queue of the last message sent there; 0 when there is none.</param>
internal sealed record ShareProgress(ShareState State, long Version, long Consumed, long Told)
{
    public static ShareProgress Empty(string key)
    {
        var (sku, name) = ShareKey.Split(key);
        return new(ShareState.Empty(sku, name), 0, 0, 0);
    }

    public ShareProgress After(JournalEntry entry)
    {
        var state = State;
        foreach (var happened in DomainJson.DecodeShareEvents(entry.Events))
        {
            state = state.Apply(happened);
        }

        return new(
            state, entry.Version, Math.Max(Consumed, entry.Consumed), ToldBy(entry.Messages, entry.Position));
    }

    public ShareProgress After(ShareDecision decision, JournalCommit commit, CommitResult result)
    {
        var state = decision.Events.Aggregate(State, static (state, happened) => state.Apply(happened));
        return new(state, result.Version, commit.Consumed, ToldBy(commit.Messages, result.Position));
    }

    private long ToldBy(IReadOnlyList<JournalMessage> messages, long position)
    {
        for (var index = messages.Count - 1; index >= 0; index--)
        {
            if (messages[index].Topic == Topics.Stock)
            {
                return MessagePosition.Of(position, index);
            }
        }

        return Told;
    }
}
