using System.Threading.Channels;
using Storehouse.Events;
using Storehouse.Journal;
using Storehouse.Webhooks.Sending;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks.Delivery;

/// <summary>
/// Delivers for one webhook as long as its turn lasts: reads on from the cursor, sends, and remembers. What is
/// sent and not yet remembered when the process dies is sent again, under the same ids.
/// </summary>
internal sealed class DeliveryRun
{
    private const int OpenMax = 256;
    private const int UnsavedMax = 1_000;
    private const int EntriesPerRead = 500;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan NewsWait = TimeSpan.FromSeconds(30);

    private readonly WebhookTurn _turn;
    private readonly DeliveryTools _tools;
    private readonly Lanes _lanes = new();
    private readonly EventReader _reader;
    private readonly Unsaved _unsaved;
    private readonly Channel<EndedAttempt> _ended = Channel.CreateUnbounded<EndedAttempt>();
    private EndpointState _endpoint;
    private bool _isAtEnd;
    private int _sending;
    private Task? _news;

    public DeliveryRun(WebhookTurn turn, DeliveryTools tools)
    {
        (_turn, _tools) = (turn, tools);
        _endpoint = turn.Progress.Endpoint;
        _reader = new(tools.Journal, new(null, turn.Webhook.Types), turn.Progress.After);
        _unsaved = new(turn, tools.Store);
    }

    /// <summary>Why the webhook is to be disabled; null while it is not.</summary>
    public DisabledReason? Disabling { get; private set; }

    /// <param name="end">Asks to come to an end: nothing more is sent, and what was sent is remembered.</param>
    /// <param name="cut">Ends attempts under way.</param>
    /// <exception cref="TurnEndedException"/>
    public async Task Run(CancellationToken end, CancellationToken cut)
    {
        foreach (var waiting in await _tools.Store.Waiting(_turn.Webhook.Id))
        {
            _lanes.Add(waiting);
        }

        try
        {
            while (!end.IsCancellationRequested && Disabling is null)
            {
                await ReadAhead(end);
                Start(cut);
                await _unsaved.Save(Cursor(), _endpoint, null, _tools.Clock.GetUtcNow());
                await WaitForSomething(end);
                TakeEnded();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // What was sent so far is still remembered.
        }
        finally
        {
            await Drain();
        }

        await _unsaved.Save(Cursor(), _endpoint, Disabling, _tools.Clock.GetUtcNow(), waits: true);
    }

    private bool HasRoom => _lanes.Open < OpenMax && _lanes.Parked < _tools.Options.WaitingMax;

    private EventPlace Cursor() => _lanes.FirstOpen?.Before() ?? _reader.Place;

    private async Task ReadAhead(CancellationToken end)
    {
        if (!HasRoom)
        {
            return;
        }

        var events = await _reader.Next(OpenMax - _lanes.Open, EntriesPerRead, end);
        _isAtEnd = events is null;
        foreach (var happened in events ?? [])
        {
            var waiting = new WaitingEvent(happened.Place, happened.Subject, happened.Type)
            {
                Event = happened,
                DueAt = happened.Time,
            };
            if (_lanes.Add(waiting) && waiting.IsParked)
            {
                waiting.Event = null;
                _unsaved.Park(waiting);
            }
        }
    }

    private void Start(CancellationToken cut)
    {
        var now = _tools.Clock.GetUtcNow();
        while (_sending < Allowed(now) && _unsaved.Count < UnsavedMax && _lanes.Start(now) is { } waiting)
        {
            _sending++;
            _ = Attempt(waiting, cut);
        }
    }

    // A receiver that rests is sent one event after each rest, until it takes one.
    private int Allowed(DateTimeOffset now) =>
        now < _endpoint.RestUntil ? 0
        : _endpoint.RestUntil is null ? _tools.Options.Concurrency : 1;

    private async Task Attempt(WaitingEvent waiting, CancellationToken cut)
    {
        var started = _tools.Clock.GetTimestamp();
        Sent? sent = null;
        Exception? fault = null;
        try
        {
            var happened = waiting.Event ?? await ReadAgain(waiting.Place, cut);
            sent = await _tools.Sender.Send(_turn.Webhook, happened, cut);
        }
        catch (Exception exception)
        {
            fault = exception;
        }

        _ended.Writer.TryWrite(new(waiting, sent, fault, _tools.Clock.GetElapsedTime(started)));
    }

    private async Task<CloudEvent> ReadAgain(EventPlace place, CancellationToken cut)
    {
        var entries = await _tools.Journal.ReadAll(place.Position - 1, 1, cut);
        return CloudEvent.Of(entries[0], place.Before()).First();
    }

    private void TakeEnded()
    {
        while (_ended.Reader.TryRead(out var ended))
        {
            Take(ended);
        }
    }

    private void Take(EndedAttempt ended)
    {
        _sending--;
        if (ended.Sent is not { } sent)
        {
            throw ended.Fault!;
        }

        var (waiting, now) = (ended.Waiting, _tools.Clock.GetUtcNow());
        var decision = DeliveryDecider.Decide(
            _tools.Policy, waiting.State, _endpoint, sent.Result, now, _tools.Random.NextDouble());
        waiting.State = decision.Event;
        _endpoint = decision.Endpoint;
        _unsaved.Log(ended, sent, decision, now);
        _tools.Metrics.Attempted(decision.Verdict, sent.Error ?? "none", ended.Duration);
        Settle(waiting, decision, now);
    }

    private void Settle(WaitingEvent waiting, DeliveryDecision decision, DateTimeOffset now)
    {
        switch (decision.Verdict)
        {
            case DeliveryVerdict.Delivered or DeliveryVerdict.GiveUp:
                _lanes.Finish(waiting);
                _unsaved.Done(waiting);
                break;
            default:
                foreach (var parked in _lanes.Park(waiting, decision.DueAt ?? now).Append(waiting))
                {
                    _unsaved.Park(parked);
                }

                break;
        }

        if (decision.Revives)
        {
            _lanes.Revive(now);
        }

        Disabling ??= decision.Verdict switch
        {
            DeliveryVerdict.DisableGone => DisabledReason.Gone,
            DeliveryVerdict.DisableUnreachable => DisabledReason.Unreachable,
            _ => null,
        };
    }

    private async Task WaitForSomething(CancellationToken end)
    {
        var now = _tools.Clock.GetUtcNow();
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(end);
        var waits = new List<Task>
        {
            _ended.Reader.WaitToReadAsync(moment.Token).AsTask(),
            Task.Delay(TimeToNext(now), _tools.Clock, moment.Token),
        };
        if (_isAtEnd)
        {
            _news = _news is { IsCompleted: false }
                ? _news
                : WaitForNews(_reader.Place.Position, end);
            waits.Add(_news);
        }

        if (_unsaved.Saving is { IsCompleted: false } saving)
        {
            waits.Add(saving);
        }

        await Task.WhenAny(waits);
        await moment.CancelAsync();
        end.ThrowIfCancellationRequested();
    }

    // What comes in bursts is taken in bursts.
    private async Task WaitForNews(long position, CancellationToken end)
    {
        if (await _tools.Journal.WaitForEntry(position, NewsWait, end))
        {
            await Task.Delay(Gathering, _tools.Clock, end);
        }
    }

    private TimeSpan TimeToNext(DateTimeOffset now)
    {
        if (!_isAtEnd && HasRoom)
        {
            return TimeSpan.Zero;
        }

        if (_sending > 0 && _sending >= Allowed(now))
        {
            return NewsWait;
        }

        var next = _lanes.NextDue ?? now + NewsWait;
        next = _endpoint.RestUntil is { } rest && rest > next ? rest : next;
        next = _unsaved.IsBehind(Cursor()) && next > now + Unsaved.CursorEvery ? now + Unsaved.CursorEvery : next;
        return next <= now ? TimeSpan.FromMilliseconds(1) : next - now < NewsWait ? next - now : NewsWait;
    }

    // Attempts under way come to their end, or are cut.
    private async Task Drain()
    {
        while (_sending > 0)
        {
            var ended = await _ended.Reader.ReadAsync();
            if (ended.Sent is null)
            {
                _sending--;
            }
            else
            {
                Take(ended);
            }
        }
    }
}

/// <summary>An attempt that has ended: by an answer or the lack of one, or by a fault of ours.</summary>
internal readonly record struct EndedAttempt(
    WaitingEvent Waiting, Sent? Sent, Exception? Fault, TimeSpan Duration);

/// <summary>What deliveries work with.</summary>
internal sealed record DeliveryTools(
    IJournal Journal, DeliveryStore Store, WebhookSender Sender, WebhookMetrics Metrics, WebhookOptions Options,
    RetryPolicy Policy, TimeProvider Clock, Random Random);
