using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace Storehouse.Http;

/// <summary>What a token lets its bearer do.</summary>
public static class Scopes
{
    public const string OrdersRead = "orders.read";
    public const string OrdersWrite = "orders.write";
    public const string InventoryRead = "inventory.read";
    public const string InventoryWrite = "inventory.write";
    public const string UsersRead = "users.read";
    public const string UsersWrite = "users.write";
    public const string EventsRead = "events.read";
    public const string Admin = "admin";

    /// <summary>The claim that holds one scope each, as the token validation lays them out.</summary>
    public const string Claim = "oi_scp";

    public static bool Has(ClaimsPrincipal principal, string scope) => principal.HasClaim(Claim, scope);

    /// <summary>Lets only tokens with the scope in: 401 without a token, 403 without the scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, string scope)
        where TBuilder : IEndpointConventionBuilder
    {
        var requirement = new ScopeRequirement(scope);
        var policy = new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .AddRequirements(requirement)
            .Build();
        return builder.RequireAuthorization(policy).WithMetadata(requirement);
    }
}

/// <summary>The scope a route needs; also found among the route's metadata.</summary>
public sealed class ScopeRequirement(string scope)
    : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public string Scope => scope;

    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (Scopes.Has(context.User, requirement.Scope))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
