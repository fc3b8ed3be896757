using System.Collections.Immutable;
using System.Diagnostics;
using Storehouse.Journal;

namespace Storehouse.Journaling;

/// <summary>The spans of one delivery to one aggregate: one for each message of a recorded trace.</summary>
internal sealed class DeliverySpans : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly Activity? _around = Activity.Current;

    private DeliverySpans()
    {
    }

    /// <param name="deliveries">Go on from these spans afterwards.</param>
    /// <returns>Null when none of the messages is of a recorded trace.</returns>
    public static DeliverySpans? Begin<TMessage>(
        string topic, string key, ref ImmutableArray<Delivery<TMessage>> deliveries)
        where TMessage : class
    {
        if (!MessageTrace.IsOn)
        {
            return null;
        }

        DeliverySpans? spans = null;
        for (var index = 0; index < deliveries.Length; index++)
        {
            var (position, message) = deliveries[index];
            if (MessageTrace.Of(message) is { } sent
                && JournalTracing.Source.StartActivity($"deliver {topic}", ActivityKind.Consumer, sent) is { } span)
            {
                Describe(span, topic, key, position, message);
                (spans ??= new())._spans.Add(span);
                deliveries = deliveries.SetItem(
                    index, new(position, (TMessage)MessageTrace.Continue(message, span)));
            }
        }

        // What the delivery itself calls can be under one of them only.
        Activity.Current = spans is null ? Activity.Current : spans._spans[0];
        return spans;
    }

    public void Failed(Exception fault)
    {
        foreach (var span in _spans)
        {
            span.SetStatus(ActivityStatusCode.Error, fault.GetType().Name);
        }
    }

    public void Dispose()
    {
        foreach (var span in _spans)
        {
            span.Dispose();
        }

        Activity.Current = _around;
    }

    private static void Describe(Activity span, string topic, string key, long position, object message)
    {
        span.SetTag("messaging.system", "storehouse.journal");
        span.SetTag("messaging.operation.name", "deliver");
        span.SetTag("messaging.operation.type", "process");
        span.SetTag("messaging.destination.name", topic);
        span.SetTag("messaging.message.id", position);
        span.SetTag("storehouse.message", message.GetType().Name);
        span.SetTag("storehouse.key", key);
    }
}
