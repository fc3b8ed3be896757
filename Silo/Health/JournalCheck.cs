using Microsoft.Extensions.Options;
using Storehouse.Journal;

namespace Storehouse.Health;

/// <summary>
/// Tells whether the journal takes writes, by writing to it: a reader's checkpoint, which is a durable write of a
/// few bytes. Asked more often than it is needed, it answers from the last one.
/// </summary>
internal sealed class JournalCheck(IJournal journal, IOptions<HealthOptions> options, TimeProvider clock)
    : IReadinessCheck, IDisposable
{
    private const string Reader = "health";
    private readonly SemaphoreSlim _turn = new(1);
    private long? _writtenAt;

    public string Name => "journal";

    public async Task Check(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_writtenAt is { } at && clock.GetElapsedTime(at) < options.Value.JournalProbeAge)
            {
                return;
            }

            await journal.SaveCheckpoint(Reader, clock.GetUtcNow().ToUnixTimeMilliseconds(), cancellation);
            _writtenAt = clock.GetTimestamp();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
