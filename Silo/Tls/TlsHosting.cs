using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Storehouse.Hosting;

namespace Storehouse.Tls;

/// <summary>Turns mutual TLS on where silos and clients connect.</summary>
public static class TlsHosting
{
    /// <summary>
    /// On every connection of a silo: from and to other silos, and from clients. Nothing when no file is
    /// configured.
    /// </summary>
    /// <exception cref="StartupException">The files cannot be used; the message says why.</exception>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, TlsOptions options)
    {
        if (!options.IsEnabled())
        {
            return silo;
        }

        silo.Services.AddCertificates(options);
        return silo.Configure<SiloConnectionOptions>(connections =>
        {
            connections.ConfigureSiloInboundConnection(on => on.UseTls(TlsSide.FromSilo, options));
            connections.ConfigureSiloOutboundConnection(on => on.UseTls(TlsSide.ToSilo, options));
            connections.ConfigureGatewayInboundConnection(on => on.UseTls(TlsSide.FromClient, options));
        });
    }

    /// <summary>On every connection of a client to a silo. Nothing when no file is configured.</summary>
    /// <exception cref="StartupException">The files cannot be used; the message says why.</exception>
    public static IClientBuilder UseMutualTls(this IClientBuilder client, TlsOptions options)
    {
        if (!options.IsEnabled())
        {
            return client;
        }

        client.Services.AddCertificates(options);
        return client.Configure<ClientConnectionOptions>(connections =>
            connections.ConfigureConnection(on => on.UseTls(TlsSide.ToSilo, options)));
    }

    private static void AddCertificates(this IServiceCollection services, TlsOptions options)
    {
        // Read now: what is thrown later, when the first connection comes, would end the accepting of any.
        var (files, identity) = TlsIdentity.AtStart(options);
        services.TryAddSingleton(provider => new TlsCertificates(
            options,
            files,
            identity,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetRequiredService<ILogger<TlsCertificates>>()));
    }

    private static void UseTls(this IConnectionBuilder connections, TlsSide side, TlsOptions options)
    {
        var services = connections.ApplicationServices;
        var tls = new TlsConnection(
            side,
            options,
            services.GetRequiredService<TlsCertificates>(),
            services.GetRequiredService<ILogger<TlsConnection>>());
        connections.Use(next => context => tls.Run(context, next));
    }
}
