using Microsoft.Extensions.Options;
using Storehouse.Health;
using Storehouse.Projections;

namespace Storehouse.Operations;

/// <summary>Lists and search have everything that was there at the start, and go on.</summary>
internal sealed class ReadModelCheck(ProjectionPosition position, IOptions<HealthOptions> options) : IReadinessCheck
{
    public string Name => "read_models";

    public Task Check(CancellationToken cancellation)
    {
        if (!position.CaughtUp)
        {
            throw new InvalidOperationException($"{position.Lag} entries are still to be folded in.");
        }

        return position.Stalled > options.Value.StallMax
            ? throw new InvalidOperationException($"No progress for {position.Stalled}.")
            : Task.CompletedTask;
    }
}
