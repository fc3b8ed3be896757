using Microsoft.AspNetCore.Hosting.Server;
using Storehouse.Clustering;
using Storehouse.Consul;
using Storehouse.Hosting;

namespace Storehouse.Discovery;

/// <summary>Makes a process known to those who route to it.</summary>
public static class DiscoverySetup
{
    /// <summary>
    /// Registers the process, once it is started, in the registry of <see cref="DiscoveryOptions"/>, and
    /// takes it off when it stops, before anything else of the stop. Nothing when the kind is None.
    /// </summary>
    /// <param name="role"><c>silo</c> or <c>api</c>.</param>
    /// <exception cref="StartupException">A setting is not valid; the message names it.</exception>
    public static WebApplicationBuilder AddServiceDiscovery(this WebApplicationBuilder builder, string role)
    {
        var options = Settings.Read<DiscoveryOptions>(builder.Configuration, DiscoveryOptions.Section);
        var eureka = Settings.Read<EurekaOptions>(builder.Configuration, EurekaOptions.Section);
        if (options.Kind == DiscoveryKind.None)
        {
            return builder;
        }

        Func<TimeProvider, IServiceRegistry> registry;
        if (options.Kind == DiscoveryKind.Consul)
        {
            var consul = Settings.Read<ConsulOptions>(builder.Configuration, ClusterSettings.ConsulSection);
            registry = time => new ConsulRegistry(options, new ConsulClient(consul, time));
        }
        else
        {
            registry = eureka.Url is null
                ? throw new StartupException($"The setting {EurekaOptions.Section}:Url is missing.")
                : time => new EurekaRegistry(options, eureka, time);
        }

        builder.Services.AddSingleton(services => registry(Time(services)));
        builder.Services.AddHostedService(services => new ServiceRegistration(
            options,
            role,
            services.GetRequiredService<IServiceRegistry>(),
            services.GetRequiredService<IServer>(),
            Time(services),
            Random.Shared.NextDouble,
            services.GetRequiredService<ILogger<ServiceRegistration>>()));
        return builder;
    }

    private static TimeProvider Time(IServiceProvider services) =>
        services.GetService<TimeProvider>() ?? TimeProvider.System;
}
