using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Storehouse.Journal;
using Storehouse.Journal.Streams;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>Hands the messages of one partition of the stock stream to the SKUs and their shares.</summary>
[ImplicitStreamSubscription(Topics.Stock)]
[PreferLocalPlacement, Immovable]
internal sealed class StockPartitionGrain(
    IJournal journal, JournalDelivery delivery, TimeProvider clock, ILogger<StockPartitionGrain> logger)
    : PartitionGrain<StockMessage>(Topics.Stock, journal, delivery, clock, logger, DomainJson.DecodeStockMessage)
{
    protected override Task Deliver(string key, ImmutableArray<Delivery<StockMessage>> messages) =>
        ShareKey.IsShare(key)
            ? GrainFactory.GetGrain<IShareGrain>(key).Deliver(messages)
            : GrainFactory.GetGrain<IInventoryGrain>(key).Deliver(messages);
}
