using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;
using IPNetwork = System.Net.IPNetwork;

namespace Storehouse.Http;

/// <summary>Who stands between clients and this process, and is believed when it says who the client is.</summary>
public sealed class GatewayOptions : IValidatableObject
{
    public const string Section = "Storehouse:Gateway";

    /// <summary>
    /// IP addresses and networks (<c>10.0.0.0/8</c>) of gateways whose X-Forwarded-For and X-Forwarded-Proto are
    /// believed; from anyone else they are ignored. Default: none.
    /// </summary>
    public string[] Trusted { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var entry in Trusted.Where(entry => Parse(entry) is null))
        {
            yield return new($"'{entry}' is neither an IP address nor a network.", [nameof(Trusted)]);
        }
    }

    internal static IPNetwork? Parse(string entry)
    {
        if (IPAddress.TryParse(entry, out var address))
        {
            return new(address, address.GetAddressBytes().Length * 8);
        }

        return IPNetwork.TryParse(entry, out var network) ? network : null;
    }
}

/// <summary>The client's own address and scheme, as a trusted gateway passes them on.</summary>
public static class Gateways
{
    public static IServiceCollection AddGateways(this IServiceCollection services) =>
        services.AddSettings<GatewayOptions>(GatewayOptions.Section);

    /// <summary>To be called before whatever looks at the client's address.</summary>
    public static void UseGateways(this IApplicationBuilder app)
    {
        var trusted = app.ApplicationServices.GetRequiredService<IOptions<GatewayOptions>>().Value.Trusted;
        if (trusted.Length == 0)
        {
            return;
        }

        // Every gateway of a chain adds one address; the first that is not of a gateway is the client's.
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var entry in trusted)
        {
            options.KnownIPNetworks.Add(GatewayOptions.Parse(entry)!.Value);
        }

        app.UseForwardedHeaders(options);
    }
}
