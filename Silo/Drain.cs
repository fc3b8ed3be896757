using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Storehouse.Hosting;

/// <summary>How a process stops.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Storehouse:Shutdown";

    /// <summary>
    /// How long a process that was asked to stop goes on serving, not ready any more, so that those who route to
    /// it notice and turn elsewhere. Default: 0 s; in a cluster, more than the interval of their checks.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Delay { get; set; }

    /// <summary>Longest the whole stop may take, the delay included. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>
/// The first part of a stop: not ready, still serving, and every answer asks its connection to be closed, so that
/// no request is on its way on one when the process stops listening.
/// </summary>
internal sealed partial class Drain(
    IOptions<ShutdownOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    /// <summary>From the moment of the signal, before any other part of the stop.</summary>
    public bool HasBegun => lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Delay > TimeSpan.Zero)
        {
            LogDraining(options.Value.Delay);
            await Task.Delay(options.Value.Delay, clock, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1101, LogLevel.Information, "Asked to stop: not ready any more, still serving for {Delay}")]
    private partial void LogDraining(TimeSpan delay);
}

public static class DrainSetup
{
    /// <summary>To be registered before the discovery, whose part of a stop then comes first.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services)
    {
        services.AddSettings<ShutdownOptions>(ShutdownOptions.Section);
        services.AddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Timeout);
        return services;
    }

    public static IApplicationBuilder UseDrain(this IApplicationBuilder app)
    {
        var drain = app.ApplicationServices.GetRequiredService<Drain>();
        return app.Use(next => context =>
        {
            if (drain.HasBegun)
            {
                context.Response.Headers.Connection = "close";
            }

            return next(context);
        });
    }
}
