using System.Globalization;

namespace Storehouse.Tests.Books;

/// <summary>Compares the server's books with the expected ones and gathers every difference.</summary>
internal sealed class BooksCheck(BooksClient client, ExpectedBooks expected)
{
    private const int AtATime = 16;
    private readonly List<string> _differences = [];

    public IReadOnlyList<string> Differences => _differences;

    public int Checked { get; private set; }

    /// <summary>What the imports say of themselves.</summary>
    public async Task Import(ImportState items, ImportState orders, CancellationToken cancellation)
    {
        Same("items import", "completed", items.Status + items.Error);
        Same("items refused", 0, items.Rejected);
        Same("items accepted", expected.OnHand.Count, items.Accepted);
        Same("orders import", "completed", orders.Status + orders.Error);
        Same("rows", expected.Counts["rows"], orders.RowsTotal);
        Same("rows done", expected.Counts["rows"], orders.RowsDone);
        Same("accepted", expected.Counts["ids"] - expected.Refused.Count, orders.Accepted);
        Same("rejected", expected.Refused.Count, orders.Rejected);
        Same("skipped", 0, orders.Skipped);
        Same("adjustments", expected.Counts["adjustments"], orders.Adjustments);
        Same("returns", expected.Counts["returns"], orders.Returns);
        Same("unmatched returns", expected.Counts["unmatched_returns"], orders.UnmatchedReturns);

        var rejections = await client.GetAll<RejectedOrder>(
            $"/api/v1/imports/{orders.Id}/rejections", cancellation);
        Same("rejections", expected.Refused.Count, rejections.Count);
        var refused = rejections.ToDictionary(order => order.OrderId, order => string.Join(
            ',', order.Reasons.Select(reason => reason.Code).Distinct().Order(StringComparer.Ordinal)));
        foreach (var (id, reasons) in expected.Refused)
        {
            Same($"refusal of {id}", string.Join(',', reasons), refused.GetValueOrDefault(id));
        }
    }

    /// <summary>What a second import of the same file says.</summary>
    public void Repeat(ImportState orders)
    {
        // What is refused for its rows alone is refused again; all that reached the books is known.
        var unreadable = expected.Refused.Count(
            order => order.Value is not (["out_of_stock"] or ["insufficient_stock"]));
        Same("second import", "completed", orders.Status + orders.Error);
        Same("second import: accepted", 0, orders.Accepted);
        Same("second import: rejected", unreadable, orders.Rejected);
        Same("second import: skipped", expected.Counts["ids"] - unreadable, orders.Skipped);
        Same("second import: steps", 0, orders.Adjustments + orders.Returns + orders.UnmatchedReturns);
    }

    /// <summary>Balances, orders and the books as a whole.</summary>
    public async Task Books(CancellationToken cancellation)
    {
        await CheckBalances(cancellation);
        await CheckOrders(cancellation);
        var verify = await client.Get<VerifyState>("/api/v1/verify", cancellation);
        Same("books close", true, verify.Closed);
        Same("differences in the books", 0, verify.Differences.Length);
    }

    private Task CheckBalances(CancellationToken cancellation) => Parallel.ForEachAsync(
        expected.OnHand,
        new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
        async (sku, cancel) =>
        {
            var inventory = await client.Get<ListedInventory>(
                $"/api/v1/inventory/{Uri.EscapeDataString(sku.Key)}", cancel);
            Same($"on hand of {sku.Key}", sku.Value, inventory.Totals.OnHand);
            Same($"reserved of {sku.Key}", 0, inventory.Totals.Reserved);
        });

    private async Task CheckOrders(CancellationToken cancellation)
    {
        var listed = await client.GetAll<ListedOrder>("/api/v1/orders", cancellation);
        Same("orders listed", expected.Sales.Count, listed.Count);
        var byReference = listed.ToLookup(order => order.Reference, StringComparer.Ordinal);
        foreach (var (id, status) in expected.Sales)
        {
            Same($"order {id}", status, string.Join(',', byReference[id].Select(order => order.Status)));
        }

        Same(
            "units shipped", expected.Counts["shipped_units"],
            listed.Sum(order => order.Lines.Sum(line => (long)line.Shipped)));
        Same(
            "units returned to orders",
            expected.Counts["returned_units"] - expected.Counts["unmatched_units"],
            listed.Sum(order => order.Lines.Sum(line => (long)line.Returned)));
    }

    private void Same<T>(string what, T wanted, T found)
    {
        lock (_differences)
        {
            Checked++;
            if (!Equals(wanted, found))
            {
                _differences.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{what}: expected {wanted}, found {found}"));
            }
        }
    }
}
