using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;
using Storehouse.Http.Limits;

namespace Storehouse.Http;

/// <summary>The conventions of the REST contract, on every route.</summary>
public static class StorehouseHttp
{
    public static IServiceCollection AddStorehouseHttp(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddRouting();
        services.AddAuthentication();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationAnswers>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(
            new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddLimits();
        services.AddCrossOrigin();
        services.AddCompression();
        services.AddSingleton<RefusedRequests>();
        return services;
    }

    /// <summary>
    /// The pipeline up to the endpoints, routing, authentication and authorisation included; call it first.
    /// What is served without an endpoint, other than by authentication handlers, is not found after it.
    /// </summary>
    public static WebApplication UseStorehouseHttp(this WebApplication app)
    {
        app.Services.GetRequiredService<RefusedRequests>().Begin();
        app.Use(Tracing.Begin);
        app.Use(ResponseHeaders.Add);
        app.UseCrossOrigin();
        app.Use(app.Services.GetRequiredService<LoadShedding>().Check);
        app.UseMiddleware<ErrorAnswers>();
        app.Use(Compression.TagPacked);
        app.UseResponseCompression();
        app.Use(Routing.HeadAsGet);
        app.UseRouting();
        app.Use(SupersededRoutes.Tell);
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(limits.CheckOthers);
        app.UseAuthentication();
        app.Use(limits.CheckApi);
        app.Use(Routing.AnswerUnroutable);
        app.UseAuthorization();
        app.MapProblemPages();
        return app;
    }

    private static void AddLimits(this IServiceCollection services)
    {
        services.AddSettings<RateLimitOptions>(RateLimitOptions.Section);
        services.AddSettings<LoadOptions>(LoadOptions.Section);
        services.AddSettings<ServerLimitOptions>(ServerLimitOptions.Section);
        services.AddSingleton<RateLimits>();
        services.AddSingleton<LoadShedding>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ServerLimits>();
    }
}
