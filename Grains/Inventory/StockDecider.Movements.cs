using System.Diagnostics;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

public static partial class StockDecider
{
    private static StockDecision Move(StockState state, MoveStock command, string actor)
    {
        if (!state.Item!.Stocked)
        {
            return StockDecision.Refuse(StockOutcome.NotStocked);
        }

        var onHand = state.BalanceAt(SourceOf(command)).OnHand;
        if (command.ExpectedOnHand is { } expected && expected != onHand)
        {
            return StockDecision.Refuse(StockOutcome.OnHandMismatch, onHand: onHand);
        }

        return command switch
        {
            ReceiveStock c => Receive(state, c, actor),
            AdjustStock c => Adjust(state, c, actor),
            TransferStock c => Transfer(state, c, actor),
            CountStock c => Count(state, c, actor),
            AcceptUnmatchedReturn c => AcceptReturn(state, c, actor),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    private static string SourceOf(MoveStock command) => command switch
    {
        ReceiveStock c => c.Location,
        AdjustStock c => c.Location,
        TransferStock c => c.From,
        CountStock c => c.Location,
        AcceptUnmatchedReturn c => c.Location,
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static StockDecision Receive(StockState state, ReceiveStock command, string actor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(command.Quantity);
        var (location, quantity, stage) = (command.Location, command.Quantity, command.Stage);
        var balance = state.BalanceAt(location);
        if (stage == ReceiptStage.Arrived && quantity > balance.Incoming)
        {
            return StockDecision.Refuse(StockOutcome.InsufficientStock, available: balance.Incoming);
        }

        if (stage != ReceiptStage.Arrived && !Fits(state, quantity))
        {
            return StockDecision.Refuse(StockOutcome.QuantityOverflow);
        }

        if (stage == ReceiptStage.Announced)
        {
            var announced = balance with { Incoming = balance.Incoming + quantity };
            return Moved(state, 0, new StockAnnounced(
                location, quantity, command.Reason, command.Reference, actor, [announced]));
        }

        var fromIncoming = stage == ReceiptStage.Arrived;
        var after = balance with
        {
            Available = balance.Available + quantity,
            Incoming = balance.Incoming - (fromIncoming ? quantity : 0),
        };
        return Moved(state, quantity, new StockReceived(
            location, quantity, fromIncoming, command.Reason, command.Reference, actor, [after]));
    }

    private static StockDecision Adjust(StockState state, AdjustStock command, string actor)
    {
        ArgumentOutOfRangeException.ThrowIfZero(command.Quantity);
        var balance = state.BalanceAt(command.Location);
        if ((long)balance.Available + command.Quantity < 0)
        {
            return StockDecision.Refuse(StockOutcome.InsufficientStock, available: balance.Available);
        }

        if (!Fits(state, command.Quantity))
        {
            return StockDecision.Refuse(StockOutcome.QuantityOverflow);
        }

        var after = balance with { Available = balance.Available + command.Quantity };
        return Moved(state, command.Quantity, new StockAdjusted(
            command.Location, command.Quantity, command.Reason, command.Reference, actor, [after]));
    }

    private static StockDecision Transfer(StockState state, TransferStock command, string actor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(command.Quantity);
        ArgumentOutOfRangeException.ThrowIfEqual(command.To, command.From);
        var source = state.BalanceAt(command.From);
        if (command.Quantity > source.Available)
        {
            return StockDecision.Refuse(StockOutcome.InsufficientStock, available: source.Available);
        }

        var target = state.BalanceAt(command.To);
        return Moved(state, 0, new StockTransferred(
            command.From, command.To, command.Quantity, command.Reason, command.Reference, actor,
            [
                source with { Available = source.Available - command.Quantity },
                target with { Available = target.Available + command.Quantity },
            ]));
    }

    private static StockDecision Count(StockState state, CountStock command, string actor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(command.Counted);
        var balance = state.BalanceAt(command.Location);
        if (command.Counted < balance.Reserved)
        {
            return StockDecision.Refuse(StockOutcome.CountBelowReserved);
        }

        var difference = command.Counted - balance.OnHand;
        if (!Fits(state, difference))
        {
            return StockDecision.Refuse(StockOutcome.QuantityOverflow);
        }

        var after = balance with { Available = balance.Available + difference };
        return Moved(state, difference, new StockCounted(
            command.Location, command.Counted, difference, command.Reason, command.Reference, actor,
            [after]));
    }

    private static StockDecision AcceptReturn(StockState state, AcceptUnmatchedReturn command, string actor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(command.Quantity);
        if (!Fits(state, command.Quantity))
        {
            return StockDecision.Refuse(StockOutcome.QuantityOverflow);
        }

        var balance = state.BalanceAt(command.Location);
        return Moved(state, command.Quantity, new StockReturned(
            null, [new(0, command.Location, command.Quantity)], command.Reason, command.Reference, actor,
            [balance with { Available = balance.Available + command.Quantity }]));
    }

    // One bound on all units of a SKU keeps every counter and every total of them within an int.
    private static bool Fits(StockState state, int quantity) => state.Units + quantity <= int.MaxValue;

    private static StockDecision Moved(StockState state, int available, StockEvent happened) => new(
        StockOutcome.Done,
        WithLevel(state, happened, state.Item, state.Available + available),
        Effects.None);
}
