using Microsoft.Extensions.Options;
using Storehouse.Journal.Streams;

namespace Storehouse.Health;

/// <summary>The queues this silo delivers do not stand still with messages waiting.</summary>
internal sealed class DeliveryCheck(JournalDelivery delivery, IOptions<HealthOptions> options) : IReadinessCheck
{
    public string Name => "delivery";

    public Task Check(CancellationToken cancellation)
    {
        var stalled = delivery.LongestStall();
        return stalled > options.Value.StallMax
            ? throw new InvalidOperationException($"A queue has not moved for {stalled}.")
            : Task.CompletedTask;
    }
}
