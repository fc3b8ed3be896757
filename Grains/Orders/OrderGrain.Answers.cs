using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Orders;

internal sealed partial class OrderGrain
{
    public async Task<OrderReply> WaitDecided(TimeSpan wait, string? idempotencyKey)
    {
        await EnsureLoaded();
        if (_progress is null)
        {
            return new(OrderOutcome.UnknownOrder);
        }

        if (_progress.IsPending && wait > TimeSpan.Zero)
        {
            await _decided.Task.WaitAsync(wait, clock).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (_progress.IsPending && idempotencyKey is not null)
        {
            await RememberPendingAnswer(idempotencyKey);
        }

        return ReplyAt(_progress.Decided ?? _progress.Placed, replayed: false);
    }

    public async Task<OrderReply> ReplayPlaced(string idempotencyKey)
    {
        await EnsureLoaded();
        var record = await journal.FindIdempotency(idempotencyKey);
        if (_progress is null || record is null)
        {
            return new(OrderOutcome.UnknownOrder);
        }

        if (record.Outcome.Span.SequenceEqual(PlacedAnswer.AtOnce.Span))
        {
            return ReplyAt(_progress.Placed, replayed: true);
        }

        return _progress.Decided is null
            ? new(OrderOutcome.FirstStillRunning)
            : ReplyAt(_progress.Decided, replayed: true);
    }

    private static OrderReply ReplyAt(OrderVersion version, bool replayed) => new(
        OrderOutcome.Done, version.View, Replayed: replayed, Trace: version.State.Trace);

    private async Task RememberPendingAnswer(string idempotencyKey)
    {
        var record = await journal.FindIdempotency(idempotencyKey);
        if (record is null || record.Stream != Stream)
        {
            return;
        }

        // Stale only when the decision came in between; the caller is then told the decision instead.
        await Commit(new JournalCommit
        {
            Stream = Stream,
            ExpectedVersion = _progress!.Version,
            At = clock.GetUtcNow(),
            Idempotency = new(idempotencyKey, record.Fingerprint, PlacedAnswer.AtOnce, Overwrite: true),
        });
    }

    private OrderReply ReplyOf(OrderDecision decision, OrderState after, CommandContext context)
    {
        var version = decision.Events.IsEmpty ? _progress!.Version : _progress!.Version + 1;
        return new(
            decision.Outcome, after.ToView(version), decision.Lines, decision.Allowed, Trace: context.Trace);
    }

    private async Task<OrderReply?> FirstAnswer(CommandContext context)
    {
        if (context.IdempotencyKey is null)
        {
            return null;
        }

        var record = await journal.FindIdempotency(context.IdempotencyKey);
        return record is null ? null : Repeat(record, context);
    }

    private static OrderReply Repeat(IdempotencyRecord record, CommandContext context) =>
        record.Fingerprint == context.Fingerprint
            ? DomainJson.DecodeOrderReply(record.Outcome) with { Replayed = true }
            : new(OrderOutcome.IdempotencyKeyReused);
}

/// <summary>What a repeat of a placing request is answered with.</summary>
internal static class PlacedAnswer
{
    /// <summary>The order as placed, before any decision.</summary>
    public static ReadOnlyMemory<byte> AtOnce { get; } = "at_once"u8.ToArray();

    /// <summary>The order as decided.</summary>
    public static ReadOnlyMemory<byte> WhenDecided { get; } = "when_decided"u8.ToArray();
}
