using Microsoft.Extensions.Logging;
using Orleans.Streams.Core;
using Storehouse.Journal;
using Storehouse.Journal.Streams;
using Storehouse.Journaling;

namespace Storehouse.Inventory;

/// <summary>
/// Subscribes to one partition of the stock stream and hands its messages to the SKUs and their shares.
/// </summary>
[ImplicitStreamSubscription(Topics.Stock)]
internal sealed class StockPartitionGrain(
    IJournal journal, TimeProvider clock, ILogger<StockPartitionGrain> logger)
    : Grain, IPartitionGrain, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<StreamMessage>().ResumeAsync(new PartitionDelivery<StockMessage>(
            Topics.Stock, journal, clock, logger, DomainJson.DecodeStockMessage,
            (key, messages) => ShareKey.IsShare(key)
                ? GrainFactory.GetGrain<IShareGrain>(key).Deliver(messages)
                : GrainFactory.GetGrain<IInventoryGrain>(key).Deliver(messages)));
}
