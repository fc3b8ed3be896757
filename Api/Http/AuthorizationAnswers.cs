using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace Storehouse.Http;

/// <summary>Turns a refused authorisation into a problem, with the challenge RFC 6750 asks for.</summary>
internal sealed class AuthorizationAnswers : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        return authorizeResult.Challenged ? Challenge(context) : Forbid(context, policy);
    }

    private static Task Challenge(HttpContext context)
    {
        var hasToken = context.Request.Headers.Authorization.Count > 0;
        context.Response.Headers.WWWAuthenticate = hasToken ? "Bearer error=\"invalid_token\"" : "Bearer";
        return Problems.Of(
            ProblemKinds.Unauthenticated,
            hasToken ? "The access token is invalid or has expired." : "This resource needs an access token.")
            .ExecuteAsync(context);
    }

    private static Task Forbid(HttpContext context, AuthorizationPolicy policy)
    {
        if (policy.Requirements.OfType<ScopeRequirement>().FirstOrDefault() is not { Scope: var scope })
        {
            return Problems.Forbidden("The caller may not do this.").ExecuteAsync(context);
        }

        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
        return Problems.Of(ProblemKinds.InsufficientScope, $"The token lacks the scope {scope}.")
            .With("scope", scope)
            .ExecuteAsync(context);
    }
}
