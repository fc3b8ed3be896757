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

        var answersPending = _progress.IsPending;
        if (idempotencyKey is not null)
        {
            answersPending = _progress.IsPending
                ? await RememberPendingAnswer(idempotencyKey)
                : _answeredPending ??= await WasAnsweredPending(idempotencyKey);
        }

        return ReplyAt(
            answersPending ? _progress.Placed : _progress.Decided ?? _progress.Placed, replayed: false);
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

    /// <returns>
    /// Whether the answer is that the order is pending; if not, the decision came in between and is it.
    /// </returns>
    private async Task<bool> RememberPendingAnswer(string idempotencyKey)
    {
        while (_progress!.IsPending)
        {
            var record = await journal.FindIdempotency(idempotencyKey);
            if (record is null || record.Stream != Stream)
            {
                return true;
            }

            var result = await Commit(new JournalCommit
            {
                Stream = Stream,
                ExpectedVersion = _progress.Version,
                At = clock.GetUtcNow(),
                Idempotency = new(idempotencyKey, record.Fingerprint, PlacedAnswer.AtOnce, Overwrite: true),
            });
            if (result.Status == CommitStatus.Committed)
            {
                _answeredPending = true;
                return true;
            }

            await Load();
        }

        // One of several that waited may have been told first.
        return _answeredPending ??= await WasAnsweredPending(idempotencyKey);
    }

    private async Task<bool> WasAnsweredPending(string idempotencyKey) =>
        await journal.FindIdempotency(idempotencyKey) is { } record
        && record.Stream == Stream
        && record.Outcome.Span.SequenceEqual(PlacedAnswer.AtOnce.Span);

    private async Task<IdempotencyRecord?> KeyOf(CommandContext context) =>
        context.IdempotencyKey is { } key ? await journal.FindIdempotency(key) : null;

    /// <summary>Answers a placing request whose key is known already.</summary>
    private async Task<OrderReply> PlacedUnder(IdempotencyRecord known, CommandContext context)
    {
        if (known.Stream == Stream)
        {
            await Load();
            return await PlacedBefore(context);
        }

        DeactivateOnIdle();
        return known.Fingerprint == context.Fingerprint && AggregateStreams.IsOrder(known.Stream, out var first)
            ? new(OrderOutcome.PlacedEarlier, OriginalOrderId: first)
            : new(OrderOutcome.IdempotencyKeyReused);
    }

    // A request gets a new id each time, so that the same key on the same id is a call whose answer was lost.
    private async Task<OrderReply> PlacedBefore(CommandContext context)
    {
        var isRepeat = await KeyOf(context) is { } record
            && record.Stream == Stream
            && record.Fingerprint == context.Fingerprint;
        return isRepeat
            ? new(OrderOutcome.Done, _progress!.Placed.View)
            : new(OrderOutcome.AlreadyPlaced, _progress!.View);
    }

    private OrderReply ReplyOf(OrderDecision decision, OrderState after, CommandContext context)
    {
        var version = decision.Events.IsEmpty ? _progress!.Version : _progress!.Version + 1;
        return new(
            decision.Outcome, after.ToView(version), decision.Lines, decision.Allowed, Trace: context.Trace);
    }

    private async Task<OrderReply?> FirstAnswer(CommandContext context)
    {
        var record = await KeyOf(context);
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
