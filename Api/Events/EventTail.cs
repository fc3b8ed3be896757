using Storehouse.Journal;

namespace Storehouse.Events;

/// <summary>
/// Follows the journal once for all live feeds of this process: the newest entries are read once however many feeds
/// show them, and a feed of one order is woken by that order alone. It follows only while feeds are open.
/// </summary>
internal sealed class EventTail(IJournal journal, TimeProvider clock) : IAsyncDisposable
{
    private const int EntriesPerRead = 500;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _closed = new();
    private readonly Dictionary<string, StreamSignal> _streams = new(StringComparer.Ordinal);
    private readonly PositionSignal _all = new(0);
    private readonly RecentEntries _recent = new();
    private Task _following = Task.CompletedTask;
    private int _open;

    /// <summary>Tells of news to one feed, until disposed.</summary>
    /// <param name="stream">The only stream of interest; null = all.</param>
    /// <param name="gathering">Pause after news, so that what comes in bursts is read in bursts.</param>
    public Following Follow(string? stream, TimeSpan gathering)
    {
        lock (_lock)
        {
            if (_open++ == 0)
            {
                var before = _following;
                _following = Task.Run(() => FollowWhileOpen(before, gathering), CancellationToken.None);
            }

            if (stream is null)
            {
                return new(this, null, _all);
            }

            if (!_streams.TryGetValue(stream, out var signal))
            {
                _streams.Add(stream, signal = new());
            }

            signal.Feeds++;
            return new(this, stream, signal.News);
        }
    }

    /// <summary>As the journal's own, from memory where it reaches back far enough.</summary>
    public async ValueTask<IReadOnlyList<JournalEntry>> ReadAll(
        long afterPosition, int max, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_recent.Reaches(afterPosition))
            {
                return _recent.After(afterPosition, max);
            }
        }

        return await journal.ReadAll(afterPosition, max, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closed.Dispose();
    }

    private async Task FollowWhileOpen(Task before, TimeSpan gathering)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        long? position = null;
        while (!_closed.IsCancellationRequested && Volatile.Read(ref _open) > 0)
        {
            try
            {
                position ??= Begin(await journal.Head(_closed.Token));
                if (await journal.WaitForEntry(position.Value, Look, _closed.Token))
                {
                    await Task.Delay(gathering, clock, _closed.Token);
                    position = await Take(position.Value);
                }
            }
            catch (Exception fault) when (fault is IOException or TimeoutException)
            {
                // The feeds meet the same fault when they next look, and end: their readers come back.
                await Task.Delay(FaultPause, clock, _closed.Token);
            }
        }

        lock (_lock)
        {
            _recent.Clear();
        }
    }

    private long Begin(long head)
    {
        lock (_lock)
        {
            _recent.Begin(head);
            foreach (var signal in _streams.Values)
            {
                signal.News.Advance(head);
            }
        }

        // Whatever came before this moment is read from the journal.
        _all.Advance(Math.Max(head, _all.Position + 1));
        return head;
    }

    private async Task<long> Take(long position)
    {
        var entries = await journal.ReadAll(position, EntriesPerRead, _closed.Token);
        if (entries.Count == 0)
        {
            return position;
        }

        position = entries[^1].Position;
        lock (_lock)
        {
            _recent.Add(entries);
            foreach (var entry in entries)
            {
                if (_streams.TryGetValue(entry.Stream, out var signal))
                {
                    signal.News.Advance(entry.Position);
                }
            }
        }

        _all.Advance(Math.Max(position, _all.Position + 1));
        return position;
    }

    private void Leave(string? stream)
    {
        lock (_lock)
        {
            _open--;
            if (stream is not null && --_streams[stream].Feeds == 0)
            {
                _streams.Remove(stream);
            }
        }
    }

    /// <summary>One feed's ear. Note <see cref="Heard"/> before reading, and wait for more than that after.</summary>
    public readonly struct Following(EventTail tail, string? stream, PositionSignal news) : IDisposable
    {
        public long Heard => news.Position;

        /// <returns>False when <paramref name="timeout"/> passed first.</returns>
        public ValueTask<bool> Wait(
            long heard, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation) =>
            news.Wait(heard, timeout, clock, cancellation);

        public void Dispose() => tail.Leave(stream);
    }

    private sealed class StreamSignal
    {
        public PositionSignal News { get; } = new(0);

        public int Feeds { get; set; }
    }
}
