namespace Storehouse.Tests.Chaos.Recording;

/// <summary>What the server holds at the end, read through its API.</summary>
public sealed record FinalState
{
    /// <summary>When it was read, by the clock that set the holds.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Orders by id, each read on its own: body of <c>GET /orders/{id}</c>.</summary>
    public required IReadOnlyDictionary<string, string> Orders { get; init; }

    /// <summary>Ids that the list of all orders gives, page by page.</summary>
    public required IReadOnlyList<string> ListedOrders { get; init; }

    public required IReadOnlyDictionary<string, InventoryDocument> Inventory { get; init; }

    /// <summary>By SKU, oldest first.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<LedgerEntryDocument>> Ledgers { get; init; }

    /// <summary>The whole feed, paged from its start.</summary>
    public required IReadOnlyList<EventDocument> Feed { get; init; }

    /// <summary>Event ids as seen by who followed the feed all along, through every crash.</summary>
    public required IReadOnlyList<string> Followed { get; init; }

    public required BooksDocument Books { get; init; }
}
