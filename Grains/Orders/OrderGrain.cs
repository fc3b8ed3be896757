using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Storehouse.Inventory;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>
/// The shell around <see cref="OrderDecider"/>: load, decide, commit once, answer. Its stream in the journal is
/// the only state it has; what it keeps in memory may be dropped at any time.
/// </summary>
[GrainType("order")]
[PreferLocalPlacement] // Where its caller came in: a client spreads orders over all silos.
internal sealed partial class OrderGrain(
    IJournal journal, TimeProvider clock, IOptions<OrderOptions> options, SharedTerms sharedTerms,
    ILogger<OrderGrain> logger)
    : Grain, IOrderGrain
{
    private const int ReadPage = 500;
    private readonly SharedTerms? _sharedTerms = sharedTerms.IsOn ? sharedTerms : null;
    private readonly OrderPolicy _policy = new(options.Value.ReturnWindow);
    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OrderProgress? _progress;
    private bool _loaded;

    // Whether the placing request was answered before the decision; null when that is for the journal to say.
    private bool? _answeredPending;

    private string OrderId => this.GetPrimaryKeyString();

    private string Stream => AggregateStreams.OfOrder(OrderId);

    public async Task<OrderReply> Place(PlaceOrder command, CommandContext context)
    {
        if (_progress is not null)
        {
            return await PlacedBefore(context);
        }

        var terms = await TermsOf(command);
        var now = clock.GetUtcNow();
        var decision = OrderDecider.Place(OrderId, command, terms, context, now, _policy);
        if (decision.Outcome != OrderOutcome.Done)
        {
            // A repeat gets the first answer, though items may since have been priced in another currency.
            return await KeyOf(context) is { } known
                ? await PlacedUnder(known, context)
                : new(decision.Outcome, Lines: decision.Lines);
        }

        // Not loaded on purpose: a new id has no entries, and if it has, the version check says so.
        var mode = command.AnswerAtOnce ? PlacedAnswer.AtOnce : PlacedAnswer.WhenDecided;
        var result = await Commit(CommitOf(0, now, decision, context) with
        {
            Idempotency = Commits.Claim(context, mode),
        });
        switch (result.Status)
        {
            case CommitStatus.StaleVersion:
                await Load();
                return await PlacedBefore(context);
            case CommitStatus.IdempotencyKeyTaken:
                return await PlacedUnder(result.Existing!, context);
            default:
                _loaded = true;
                _answeredPending = false;
                var placed = OrderState.Empty(OrderId).ApplyAll(decision.Events, now);
                Advance(OrderProgress.After(null, placed, result.Version, 0), decision.Events);
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

            var result = await Commit(CommitOf(_progress.Version, now, decision, context) with
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
                    Advance(OrderProgress.After(_progress, after, result.Version, 0), decision.Events);
                    return reply;
            }
        }

        return new(OrderOutcome.UnknownOrder);
    }

    public async Task Deliver(ImmutableArray<Delivery<OrderMessage>> messages)
    {
        if (_progress is null)
        {
            // Whoever is sent something exists, even if it did not when this activation last looked.
            await Load();
        }

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
                Advance(OrderProgress.After(_progress, turn.State, result.Version, turn.Last), turn.Events);
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
                turn.Take(position, message, OrderDecider.Handle(turn.State, message, now, _policy), now);
            }
        }

        return turn;
    }

    private async Task<Dictionary<string, ItemTerms?>> TermsOf(PlaceOrder command)
    {
        var skus = command.Lines.Select(line => line.Sku).Distinct(StringComparer.Ordinal).ToList();
        var found = await Task.WhenAll(skus.Select(TermsOf));
        var bySku = new Dictionary<string, ItemTerms?>(skus.Count, StringComparer.Ordinal);
        for (var index = 0; index < found.Length; index++)
        {
            bySku.Add(skus[index], found[index]);
        }

        return bySku;
    }

    private Task<ItemTerms?> TermsOf(string sku)
    {
        if (_sharedTerms is null)
        {
            return GrainFactory.GetGrain<IInventoryGrain>(sku).GetTerms();
        }

        return _sharedTerms.Find(sku) is { } known
            ? Task.FromResult<ItemTerms?>(known)
            : AskTerms(sku, _sharedTerms);
    }

    private async Task<ItemTerms?> AskTerms(string sku, SharedTerms known)
    {
        var terms = await GrainFactory.GetGrain<IInventoryGrain>(sku).GetTerms();
        known.Keep(sku, terms);
        return terms;
    }
}
