using Microsoft.Extensions.Options;

namespace Storehouse.Identity;

/// <summary>
/// TLS ends before this process. What people and clients see is the issuer's scheme: the addresses that OpenIddict
/// gives out and the cookies of the pages follow it.
/// </summary>
internal sealed class IssuerScheme(IOptions<IdentityOptions> options) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (options.Value.Issuer!.Scheme == Uri.UriSchemeHttps)
        {
            app.Use((context, following) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return following(context);
            });
        }

        next(app);
    };
}
