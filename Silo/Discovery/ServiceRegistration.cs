using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Storehouse.Discovery;

/// <summary>
/// Makes the process known once it listens, keeps it known, and takes it off before a stop begins to drain.
/// A registry that fails is tried again; it never stops the process.
/// </summary>
internal sealed partial class ServiceRegistration(
    DiscoveryOptions options, string role, IServiceRegistry registry, IServer server, TimeProvider time,
    Func<double> random, ILogger<ServiceRegistration> logger) : IHostedLifecycleService, IDisposable
{
    private readonly ILogger<ServiceRegistration> _logger = logger;
    private readonly CancellationTokenSource _stopping = new();
    private ServiceInstance? _instance;
    private Task _keeping = Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // The port that was asked for may be 0; the one to advertise is known only now.
        var urls = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        _instance = ServiceInstance.From(options, role, urls);
        if (_instance is null)
        {
            LogNoAddress();
            return Task.CompletedTask;
        }

        _keeping = Keep(_instance, _stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_instance is null)
        {
            return;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.StopTimeout);
        try
        {
            // A request on its way is waited for: cut off, it could be carried out after the removal.
            await _keeping.WaitAsync(limit.Token);
            await Remove(_instance, limit.Token).WaitAsync(limit.Token);
            LogRemoved(_instance.Id);
        }
        catch (OperationCanceledException)
        {
            LogNotRemoved(_instance.Id, options.StopTimeout);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task Keep(ServiceInstance instance, CancellationToken stopping)
    {
        await Task.Yield();
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            var pause = registry.Interval;
            try
            {
                if (await registry.Keep(instance))
                {
                    LogRegistered(instance.Id, instance.Root);
                }

                failures = 0;
            }
            catch (Exception fault)
            {
                pause = Backoff(failures);
                if (failures++ == 0)
                {
                    LogFailing(fault, instance.Id);
                }
            }

            if (!await Wait(pause, stopping))
            {
                return;
            }
        }
    }

    private async Task Remove(ServiceInstance instance, CancellationToken limit)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await registry.Remove(instance);
                return;
            }
            catch (Exception fault)
            {
                LogRemovalFailed(fault, instance.Id);
                await Task.Delay(Backoff(failures), time, limit);
            }
        }
    }

    private TimeSpan Backoff(int failures)
    {
        var doubled = options.RetryPause * Math.Pow(2, Math.Min(failures, 20));
        var longest = doubled < options.RetryPauseMax ? doubled : options.RetryPauseMax;

        // Processes that lost the same registry come back apart.
        return longest * (0.5 + (random() / 2));
    }

    private async Task<bool> Wait(TimeSpan pause, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
