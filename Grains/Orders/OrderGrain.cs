using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>
/// The shell around <see cref="OrderDecider"/>: load, decide, commit once, answer. Its stream in the journal is
/// the only state it has; what it keeps in memory may be dropped at any time.
/// </summary>
[GrainType("order")]
internal sealed partial class OrderGrain(
    IJournal journal, TimeProvider clock, IOptions<OrderOptions> options, ILogger<OrderGrain> logger)
    : Grain, IOrderGrain
{
    private const string StreamPrefix = "order/";
    private const int ReadPage = 500;
    private readonly OrderPolicy _policy = new(options.Value.ReturnWindow);
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OrderProgress? _progress;
    private bool _loaded;

    private string OrderId => this.GetPrimaryKeyString();

    private string Stream => StreamPrefix + OrderId;

    public async Task<OrderReply> Place(PlaceOrder command, CommandContext context)
    {
        if (_progress is not null)
        {
            return new(OrderOutcome.AlreadyPlaced, _progress.View);
        }

        var terms = await TermsOf(command);
        var now = clock.GetUtcNow();
        var decision = OrderDecider.Place(OrderId, command, terms, context, now, _policy);
        if (decision.Outcome != OrderOutcome.Done)
        {
            return new(decision.Outcome, Lines: decision.Lines);
        }

        // Not loaded on purpose: a new id has no entries, and if it has, the version check says so.
        var mode = command.AnswerAtOnce ? PlacedAnswer.AtOnce : PlacedAnswer.WhenDecided;
        var result = await Commit(CommitOf(0, now, decision) with { Idempotency = Commits.Claim(context, mode) });
        switch (result.Status)
        {
            case CommitStatus.IdempotencyKeyTaken:
                DeactivateOnIdle();
                var original = result.Existing!;
                return original.Fingerprint == context.Fingerprint
                    ? new(OrderOutcome.PlacedEarlier, OriginalOrderId: original.Stream[StreamPrefix.Length..])
                    : new(OrderOutcome.IdempotencyKeyReused);
            case CommitStatus.StaleVersion:
                await Load();
                return new(OrderOutcome.AlreadyPlaced, _progress!.View);
            default:
                _loaded = true;
                var placed = OrderState.Empty(OrderId).ApplyAll(decision.Events, now);
                Advance(OrderProgress.After(null, placed, result.Version, 0));
                return new(OrderOutcome.Done, _progress!.View);
        }
    }

    public async Task<OrderView?> GetView()
    {
        await EnsureLoaded();
        return _progress?.View;
    }

    public async Task<OrderReply> Execute(OrderCommand command, CommandContext context)
    {
        await EnsureLoaded();
        while (_progress is not null)
        {
            var now = clock.GetUtcNow();
            var decision = OrderDecider.Decide(
                _progress.State, command, context, now, _policy, _progress.Version);
            var after = _progress.State.ApplyAll(decision.Events, now);
            var reply = ReplyOf(decision, after, context);
            var remembered = context.IdempotencyKey is not null && reply.Outcome != OrderOutcome.VersionMismatch;
            if (reply.Outcome != OrderOutcome.Done && !remembered)
            {
                if (await FirstAnswer(context) is { } first)
                {
                    return first;
                }

                // A refusal commits nothing that would tell whether memory is behind the stream.
                if (!await CatchUp())
                {
                    return reply;
                }

                continue;
            }

            var result = await Commit(CommitOf(_progress.Version, now, decision) with
            {
                Idempotency = Commits.Claim(context, DomainJson.Encode(reply)),
            });
            switch (result.Status)
            {
                case CommitStatus.IdempotencyKeyTaken:
                    return Repeat(result.Existing!, context);
                case CommitStatus.StaleVersion:
                    await Load();
                    break;
                default:
                    Advance(OrderProgress.After(_progress, after, result.Version, 0));
                    return reply;
            }
        }

        return new(OrderOutcome.UnknownOrder);
    }

    public async Task Deliver(ImmutableArray<Delivery<OrderMessage>> messages)
    {
        await EnsureLoaded();
        while (_progress is not null)
        {
            var now = clock.GetUtcNow();
            var turn = Decide(_progress, messages, now);
            if (turn.ChangesNothing)
            {
                return;
            }

            var result = await Commit(turn.ToCommit(Stream, _progress.Version, now));
            if (result.Status == CommitStatus.Committed)
            {
                Advance(OrderProgress.After(_progress, turn.State, result.Version, turn.Last));
                return;
            }

            await Load();
        }
    }

    private OrderTurn Decide(
        OrderProgress progress, ImmutableArray<Delivery<OrderMessage>> messages, DateTimeOffset now)
    {
        var turn = new OrderTurn(progress.State, progress.Consumed);
        foreach (var (position, message) in messages)
        {
            // At least once becomes once: the position was recorded in the same write as the effect.
            if (position > turn.Last)
            {
                turn.Take(position, OrderDecider.Handle(turn.State, message, now, _policy), now);
            }
        }

        return turn;
    }

    private async Task<Dictionary<string, ItemTerms?>> TermsOf(PlaceOrder command)
    {
        var skus = command.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal).ToList();
        var terms = await Task.WhenAll(skus.Select(sku => GrainFactory.GetGrain<IInventoryGrain>(sku).GetTerms()));
        var bySku = new Dictionary<string, ItemTerms?>(skus.Count, StringComparer.Ordinal);
        for (var index = 0; index < terms.Length; index++)
        {
            bySku.Add(skus[index], terms[index]);
        }

        return bySku;
    }
}
