namespace Storehouse.Telemetry;

/// <summary>
/// Makes counters known when the process starts: a rule that asks for an increase sees none in a counter that
/// appears with its first step.
/// </summary>
/// <param name="begin">Adds 0 to each of them.</param>
public sealed class StartAtZero(Action begin) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
