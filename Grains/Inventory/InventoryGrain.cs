using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>
/// The shell around <see cref="StockDecider"/>: load, decide, commit once, answer. A batch of messages is decided
/// in one turn and committed as one entry, so that a hot SKU gets more efficient with load.
/// </summary>
[GrainType("inventory")]
internal sealed partial class InventoryGrain(
    IJournal journal,
    TimeProvider clock,
    IOptions<InventoryOptions> options,
    [PersistentState("stock", InventoryGrain.SnapshotStore)] IPersistentState<StoredSnapshot> snapshot,
    ILogger<InventoryGrain> logger)
    : Grain, IInventoryGrain
{
    /// <summary>Name of the grain storage that keeps snapshots.</summary>
    public const string SnapshotStore = "Default";

    private const int ReadPage = 500;
    private StockProgress _progress = null!;

    private string Sku => this.GetPrimaryKeyString();

    private string Stream => AggregateStreams.OfSku(Sku);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _progress = StockProgress.From(Sku, snapshot.State);
        _snapshotVersion = _progress.Version;
        return Load();
    }

    public Task<ItemTerms?> GetTerms() => Task.FromResult(_progress.State.Item is { } item
        ? new ItemTerms(item.UnitPrice, item.Stocked, _progress.State.Shares?.Reserving)
        : null);

    public Task<StockView?> GetView() => Task.FromResult(_progress.State.ToView(_progress.Version));

    public async Task<StockReply> Execute(StockCommand command, CommandContext context)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var decision = StockDecider.Decide(_progress.State, command, context, _progress.Version);
            var turn = new StockTurn(_progress);
            turn.CausedBy(context);
            turn.Take(_progress.Consumed, decision, now);
            var reply = ReplyOf(decision, turn, context);
            if (reply.Outcome == StockOutcome.Gathering)
            {
                if (await FirstAnswer(context) is { } known)
                {
                    return known;
                }

                if (await Gather(turn, now))
                {
                    return reply;
                }

                continue;
            }

            var remembered = context.IdempotencyKey is not null
                && reply.Outcome is not (StockOutcome.VersionMismatch or StockOutcome.UnknownSku);
            if (reply.Outcome != StockOutcome.Done && !remembered)
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

            SplitIfBusy(turn, reply.Outcome, now);
            var result = await Commit(turn.ToCommit(Stream, now) with
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
                    Advance(turn.After(result.Version));
                    await ServeWaiting();
                    return reply;
            }
        }
    }

    public async Task Deliver(ImmutableArray<Delivery<StockMessage>> messages)
    {
        while (true)
        {
            var now = clock.GetUtcNow();
            var turn = new StockTurn(_progress);
            foreach (var (position, message) in messages)
            {
                // At least once becomes once: the position was recorded in the same write as the effect.
                if (position > turn.Last)
                {
                    var waiting = message is WithdrawBackorder withdraw ? await Waiting(withdraw.OrderId, turn) : null;
                    turn.CausedBy(message);
                    turn.Take(position, StockDecider.Handle(turn.State, message, waiting), now);
                    _load?.Add(message);
                }
            }

            SplitIfBusy(turn, StockOutcome.Done, now);
            if (!turn.ChangesNothing && !await TryCommit(turn, now))
            {
                continue;
            }

            await ServeWaiting();
            return;
        }
    }

    private async Task<WaitingOrder?> Waiting(string orderId, StockTurn turn)
    {
        if (turn.Deferred(orderId, out var pending))
        {
            return pending;
        }

        var stored = await journal.FindDeferral(Stream, orderId);
        return stored is null ? null : DomainJson.DecodeWaitingOrder(stored.Message.Payload);
    }

    private StockReply ReplyOf(StockDecision decision, StockTurn turn, CommandContext context)
    {
        var version = turn.ChangesNothing ? _progress.Version : _progress.Version + 1;
        var moved = !decision.Events.IsEmpty && decision.Events[0] is not ItemDefined;
        return new(
            decision.Outcome,
            turn.State.ToView(version),
            moved ? LedgerId.Of(version, 0) : null,
            decision.Available,
            decision.OnHand,
            Trace: context.Trace,
            Created: _progress.State.Item is null && turn.State.Item is not null);
    }

    private async Task<StockReply?> FirstAnswer(CommandContext context)
    {
        if (context.IdempotencyKey is null)
        {
            return null;
        }

        var record = await journal.FindIdempotency(context.IdempotencyKey);
        return record is null ? null : Repeat(record, context);
    }

    private static StockReply Repeat(IdempotencyRecord record, CommandContext context) =>
        record.Fingerprint == context.Fingerprint
            ? DomainJson.DecodeStockReply(record.Outcome) with { Replayed = true }
            : new(StockOutcome.IdempotencyKeyReused);
}
