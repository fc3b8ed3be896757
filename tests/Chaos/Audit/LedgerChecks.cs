using Storehouse.Tests.Chaos.Recording;

namespace Storehouse.Tests.Chaos.Audit;

/// <summary>Each SKU's ledger, added up again: to its balances, to its orders, and to the answers.</summary>
internal static class LedgerChecks
{
    private const string Available = "available:";
    private const string Reserved = "reserved:";
    private const string Incoming = "incoming:";

    public static IEnumerable<Violation> Check(History history, FinalState final)
    {
        var orders = final.Orders.ToDictionary(
            pair => pair.Key, pair => Documents.Read<OrderDocument>(pair.Value));
        var told = history.Operations
            .Where(operation => operation is { Kind: OperationKind.Move, Answers: [{ IsSuccess: true }, ..] })
            .ToLookup(
                operation => operation.Sku!,
                operation => Documents.Read<MoveAnswerDocument>(operation.Answers[0].Body).Entry.Id);
        foreach (var (sku, ledger) in final.Ledgers)
        {
            var found = CheckBalances(sku, ledger, final.Inventory[sku])
                .Concat(CheckAnswered(sku, ledger, [.. told[sku]]))
                .Concat(CheckOrders(sku, ledger, orders));
            foreach (var violation in found)
            {
                yield return violation;
            }
        }
    }

    private static IEnumerable<Violation> CheckBalances(
        string sku, IReadOnlyList<LedgerEntryDocument> ledger, InventoryDocument stock)
    {
        var accounts = new Dictionary<string, long>();
        foreach (var entry in ledger)
        {
            foreach (var movement in entry.Movements)
            {
                accounts[movement.From] = accounts.GetValueOrDefault(movement.From) - movement.Quantity;
                accounts[movement.To] = accounts.GetValueOrDefault(movement.To) + movement.Quantity;
            }

            var overdrawn = accounts.FirstOrDefault(account => account.Value < 0 && IsShelf(account.Key));
            if (overdrawn is { Key: { } account, Value: var units })
            {
                yield return new(
                    Promise.NotOversold,
                    $"{sku}: {account} is {units} after {entry.Id} ({entry.Kind})");
                yield break;
            }
        }

        foreach (var location in stock.Locations)
        {
            if (accounts.GetValueOrDefault(Available + location.Location) != location.Available
                || accounts.GetValueOrDefault(Reserved + location.Location) != location.Reserved
                || accounts.GetValueOrDefault(Incoming + location.Location) != location.Incoming)
            {
                yield return new(Promise.LedgerTrue, $"{sku}: the ledger does not add up to {location}");
            }
        }
    }

    private static IEnumerable<Violation> CheckAnswered(
        string sku, IReadOnlyList<LedgerEntryDocument> ledger, HashSet<string> told)
    {
        foreach (var repeated in ledger.GroupBy(entry => entry.Id).Where(group => group.Count() > 1))
        {
            yield return new(Promise.LedgerTrue, $"{sku}: {repeated.Key} is in the ledger more than once");
        }

        foreach (var missing in told.Except(ledger.Select(entry => entry.Id)))
        {
            yield return new(Promise.LedgerTrue, $"{sku}: {missing} was answered and is not in the ledger");
        }

        foreach (var entry in ledger.Where(entry => IsAsked(entry.Kind) && !told.Contains(entry.Id)))
        {
            yield return new(Promise.EffectOnce, $"{sku}: {entry.Id} ({entry.Kind}) answers no request");
        }
    }

    private static IEnumerable<Violation> CheckOrders(
        string sku, IReadOnlyList<LedgerEntryDocument> ledger, Dictionary<string, OrderDocument> orders)
    {
        foreach (var entries in ledger.GroupBy(entry => entry.OrderId ?? "").Where(group => group.Key != ""))
        {
            var all = orders.GetValueOrDefault(entries.Key)?.Lines ?? [];
            var lines = all.Where(line => line.Sku == sku).ToList();
            var movements = entries.SelectMany(entry => entry.Movements).ToList();
            var reserved = Into(movements, Reserved) - OutOf(movements, Reserved);
            var shipped = Into(movements, "shipped");
            var returned = OutOf(movements, "returned");
            if (reserved != lines.Sum(line => line.Reserved)
                || shipped != lines.Sum(line => line.Shipped)
                || returned != lines.Sum(line => line.Returned))
            {
                yield return new(
                    Promise.LedgerTrue,
                    $"{sku}: by the ledger {entries.Key} holds {reserved}, got {shipped} and "
                    + $"returned {returned}; "
                    + $"by the order: {string.Join(", ", lines)}");
            }

            if (entries.Count(entry => entry.Kind == "reserved") > 1)
            {
                yield return new(Promise.EffectOnce, $"{sku}: reserved for {entries.Key} more than once");
            }
        }
    }

    private static long Into(List<MovementDocument> movements, string account) =>
        movements.Where(movement => movement.To.StartsWith(account, StringComparison.Ordinal))
            .Sum(movement => movement.Quantity);

    private static long OutOf(List<MovementDocument> movements, string account) =>
        movements.Where(movement => movement.From.StartsWith(account, StringComparison.Ordinal))
            .Sum(movement => movement.Quantity);

    /// <summary>Accounts of goods that are here or on their way, and so never below zero.</summary>
    private static bool IsShelf(string account) =>
        account.StartsWith(Available, StringComparison.Ordinal)
        || account.StartsWith(Reserved, StringComparison.Ordinal)
        || account.StartsWith(Incoming, StringComparison.Ordinal);

    /// <summary>Kinds that only a request makes.</summary>
    private static bool IsAsked(string kind) =>
        kind is "received" or "announced" or "adjusted" or "transferred" or "counted";
}
