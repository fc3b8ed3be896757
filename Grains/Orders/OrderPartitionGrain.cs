using Microsoft.Extensions.Logging;
using Orleans.Streams.Core;
using Storehouse.Journal;
using Storehouse.Journal.Streams;
using Storehouse.Journaling;

namespace Storehouse.Orders;

/// <summary>Subscribes to one partition of the order stream and hands its messages to the orders.</summary>
[ImplicitStreamSubscription(Topics.Orders)]
internal sealed class OrderPartitionGrain(
    IJournal journal, TimeProvider clock, ILogger<OrderPartitionGrain> logger)
    : Grain, IPartitionGrain, IStreamSubscriptionObserver
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<StreamMessage>().ResumeAsync(new PartitionDelivery<OrderMessage>(
            Topics.Orders, journal, clock, logger, DomainJson.DecodeOrderMessage,
            (orderId, messages) => GrainFactory.GetGrain<IOrderGrain>(orderId).Deliver(messages)));
}
