using Microsoft.Extensions.Options;
using Storehouse.Journal;

namespace Storehouse.Operations;

/// <summary>Verifies the books. One run at a time: whoever asks meanwhile gets the result of that run.</summary>
public sealed class Verifier(
    IJournal journal, IGrainFactory grains, IOptions<VerifyOptions> options, TimeProvider clock,
    IHostApplicationLifetime lifetime)
{
    private readonly Lock _lock = new();
    private Task<VerifyReport>? _running;

    public Task<VerifyReport> Verify(CancellationToken cancellation)
    {
        Task<VerifyReport> running;
        lock (_lock)
        {
            if (_running is null or { IsCompleted: true })
            {
                var run = new Verification(journal, new GrainAudit(grains, journal, clock), options.Value, clock);
                _running = Task.Run(() => run.Run(lifetime.ApplicationStopping), CancellationToken.None);
            }

            running = _running;
        }

        return running.WaitAsync(cancellation);
    }
}
