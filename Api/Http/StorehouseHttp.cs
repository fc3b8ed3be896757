using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
        return services;
    }

    /// <summary>
    /// The pipeline up to the endpoints, routing, authentication and authorisation included; call it first.
    /// What is served without an endpoint, other than by authentication handlers, is not found after it.
    /// </summary>
    public static WebApplication UseStorehouseHttp(this WebApplication app)
    {
        app.Use(Tracing.Begin);
        app.Use(ResponseHeaders.Add);
        app.UseMiddleware<ErrorAnswers>();
        app.Use(Routing.HeadAsGet);
        app.UseRouting();
        app.UseAuthentication();
        app.Use(Routing.AnswerUnroutable);
        app.UseAuthorization();
        app.MapProblemPages();
        return app;
    }
}
