using System.Diagnostics.Metrics;
using Storehouse.Webhooks.Delivery;

namespace Storehouse.Webhooks;

/// <summary>How deliveries go.</summary>
internal sealed class WebhookMetrics
{
    public const string MeterName = "Storehouse.Webhooks";

    private readonly Counter<long> _attempts;
    private readonly Histogram<double> _durations;
    private long _backlog;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _attempts = meter.CreateCounter<long>(
            "storehouse.webhooks.attempts", "{attempt}", "Attempts to deliver an event");
        _durations = meter.CreateHistogram<double>(
            "storehouse.webhooks.attempt.duration", "s", "Time until the head of a receiver's answer");
        meter.CreateObservableGauge(
            "storehouse.webhooks.backlog", () => Volatile.Read(ref _backlog), "{delivery}",
            "Deliveries still to be made for all enabled webhooks, retries included");
    }

    /// <summary>Of the whole journal: every process sees the same.</summary>
    public long Backlog
    {
        set => Volatile.Write(ref _backlog, value);
    }

    public void Attempted(DeliveryVerdict verdict, string cause, TimeSpan duration)
    {
        var outcome = new KeyValuePair<string, object?>("outcome", verdict switch
        {
            DeliveryVerdict.Delivered => "delivered",
            DeliveryVerdict.Retry => "failed",
            DeliveryVerdict.GiveUp => "given_up",
            _ => "disabled",
        });
        _attempts.Add(1, outcome, new("cause", cause));
        _durations.Record(duration.TotalSeconds, outcome);
    }
}
