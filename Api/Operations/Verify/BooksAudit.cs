
namespace Storehouse.Operations;

/// <summary>Compares the two sides of the books, order by order and SKU by SKU.</summary>
internal static class BooksAudit
{
    /// <summary>Orders on which the sides differ, for whatever reason.</summary>
    public static List<OrderBook> OpenOrders(IEnumerable<OrderBook> orders)
    {
        var open = new List<OrderBook>();
        foreach (var order in orders)
        {
            var isOpen = !order.IsPlaced || !order.IsDecided;
            foreach (ref readonly var pair in order.Pairs)
            {
                isOpen |= !pair.IsAgreed || pair.Stock.Reserved < 0 || pair.Stock.Returned > pair.Stock.Shipped;
            }

            if (isOpen)
            {
                open.Add(order);
            }
        }

        return open;
    }

    /// <summary>What of an order is wrong, and what may still come right.</summary>
    /// <param name="overdue">Messages sent before this should have arrived.</param>
    /// <returns>Whether a message under way explains a difference.</returns>
    public static bool Check(
        OrderBook order, IReadOnlyList<SkuBook> skus, UnderWay underWay, DateTimeOffset overdue,
        List<Difference> differences)
    {
        if (!order.IsPlaced)
        {
            differences.Add(new(DifferenceCodes.UnknownOrder, null, order.OrderId,
                "Stock moved, or events happened, for an order that was never placed."));
            return false;
        }

        var stream = AggregateStreams.OfOrder(order.OrderId);
        var awaited = underWay.To(stream);
        var isExplained = false;
        foreach (ref readonly var pair in order.Pairs)
        {
            var sku = skus[pair.Sku].Sku;
            var message = underWay.Between(stream, AggregateStreams.OfSku(sku));
            if (message is null && skus[pair.Sku].IsSplit)
            {
                // What the order asked of a share may by now be a message from the share to the SKU.
                message = underWay.To(AggregateStreams.OfSku(sku));
            }

            awaited = UnderWay.Earlier(awaited, message);
            CheckSides(pair, sku, order.OrderId, differences);
            if (!pair.IsAgreed)
            {
                isExplained |= IsExplained(
                    message, overdue, sku, order.OrderId, DifferenceCodes.OrderMismatch, pair.ToString(), differences);
            }
        }

        if (!order.IsDecided)
        {
            isExplained |= IsExplained(
                awaited, overdue, null, order.OrderId, DifferenceCodes.OrderUndecided,
                "The order was accepted but not decided.", differences);
        }

        return isExplained;
    }

    /// <summary>Each SKU's accounts, and its reserved units against those of its orders.</summary>
    public static void CheckSkus(Books books, List<Difference> differences)
    {
        var reserved = new long[books.Skus.Count];
        foreach (var order in books.Orders)
        {
            foreach (ref readonly var pair in order.Pairs)
            {
                reserved[pair.Sku] += pair.Stock.Reserved;
            }
        }

        var unreported = new long[books.Skus.Count];
        var underWay = books.Undelivered.Now();
        foreach (var share in books.Shares)
        {
            unreported[share.Sku.Index] += share.UnreportedReserved;
            if (share.HasUnreported && underWay.To(AggregateStreams.OfSku(share.Sku.Sku)) is null)
            {
                differences.Add(new(DifferenceCodes.ShareMismatch, share.Sku.Sku, null,
                    $"The SKU was not told all that share {share.Name} did."));
            }
        }

        foreach (var sku in books.Skus)
        {
            sku.CheckAccounts(differences);
            var recorded = sku.Locations.Sum(location => (long)location.Recorded.Reserved) + unreported[sku.Index];
            if (recorded != reserved[sku.Index])
            {
                differences.Add(new(DifferenceCodes.ReservedWithoutOrder, sku.Sku, null,
                    $"{recorded} units are reserved, but orders hold {reserved[sku.Index]}."));
            }
        }
    }

    private static void CheckSides(
        in PairBook pair, string sku, string orderId, List<Difference> differences)
    {
        if (pair.Stock.Reserved < 0)
        {
            differences.Add(new(DifferenceCodes.ReservedNegative, sku, orderId,
                $"More left than was reserved: {pair.Stock}."));
        }

        if (pair.Stock.Returned > pair.Stock.Shipped)
        {
            differences.Add(new(DifferenceCodes.ReturnedNotShipped, sku, orderId,
                $"More came back than was shipped: {pair.Stock}."));
        }
    }

    private static bool IsExplained(
        DateTimeOffset? message, DateTimeOffset overdue, string? sku, string orderId, string code, string detail,
        List<Difference> differences)
    {
        if (message is null)
        {
            differences.Add(new(code, sku, orderId, detail));
            return false;
        }

        if (message < overdue)
        {
            differences.Add(new(DifferenceCodes.MessageOverdue, sku, orderId,
                $"A message sent at {message:O} has not arrived. {detail}"));
            return false;
        }

        return true;
    }
}
