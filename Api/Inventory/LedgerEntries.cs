using Storehouse.Journal;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>Ledger entries as the journal holds them.</summary>
internal static class LedgerEntries
{
    /// <summary>Reads one entry back by its id.</summary>
    public static async Task<LedgerEntryDocument> Read(
        IJournal journal, string sku, string ledgerId, CancellationToken cancellation)
    {
        if (LedgerId.TryParse(ledgerId, out var version, out var index)
            && await journal.ReadStream(AggregateStreams.OfSku(sku), version - 1, 1, cancellation) is [var entry]
            && DomainJson.DecodeStockEvents(entry.Events)[index] is var happened
            && StockLedger.LineOf(happened) is { } line)
        {
            return LedgerEntryDocument.From(ledgerId, sku, entry.At, line);
        }

        throw new InvalidDataException($"The ledger of a SKU lacks the entry it was told of: {ledgerId}.");
    }
}
