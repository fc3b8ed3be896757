using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Storehouse.Consul;

public static class ConsulServices
{
    /// <summary>
    /// Adds <see cref="ConsulClient"/>, its options and their check at start; safe to repeat.
    /// </summary>
    public static IServiceCollection AddConsul(
        this IServiceCollection services, Action<ConsulOptions> configure)
    {
        services.Configure(configure);
        services.TryAddSingleton(
            provider => new ConsulClient(
                provider.GetRequiredService<IOptions<ConsulOptions>>().Value,
                provider.GetService<TimeProvider>()));
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IConfigurationValidator, ConsulOptionsValidator>());
        return services;
    }
}
