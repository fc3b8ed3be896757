using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Storehouse.Journal;
using Storehouse.Journal.Streams;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>Hands the messages of one partition of the order stream to the orders.</summary>
[ImplicitStreamSubscription(Topics.Orders)]
[PreferLocalPlacement, Immovable]
internal sealed class OrderPartitionGrain(
    IJournal journal, JournalDelivery delivery, TimeProvider clock, ILogger<OrderPartitionGrain> logger)
    : PartitionGrain<OrderMessage>(Topics.Orders, journal, delivery, clock, logger, DomainJson.DecodeOrderMessage)
{
    protected override Task Deliver(string key, ImmutableArray<Delivery<OrderMessage>> messages) =>
        GrainFactory.GetGrain<IOrderGrain>(key).Deliver(messages);
}
