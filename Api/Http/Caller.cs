using System.Security.Claims;

namespace Storehouse.Http;

/// <summary>Who makes the request, as its access token says. Endpoints take it as a parameter.</summary>
/// <param name="Id">User id, or client id of a program.</param>
public sealed record Caller(string Id, bool IsStaff, bool IsAdmin)
{
    public const string SubjectClaim = "sub";
    public const string SessionClaim = "sid";
    public const string RoleClaim = "role";
    public const string StaffRole = "staff";
    public const string AdminRole = "admin";

    /// <summary>The sign-in that the token comes from; null for programs.</summary>
    public string? SessionId { get; init; }

    /// <summary>Binds the parameter; only for routes that refuse anonymous callers.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<Caller?>(Of(context));

    public static Caller Of(HttpContext context) =>
        Find(context.User) ?? throw new InvalidOperationException("The route lets anonymous callers in.");

    /// <summary>Null for an anonymous caller.</summary>
    public static Caller? Find(ClaimsPrincipal principal)
    {
        if (principal.FindFirst(SubjectClaim)?.Value is not { } id)
        {
            return null;
        }

        var isAdmin = principal.HasClaim(RoleClaim, AdminRole) || Scopes.Has(principal, Scopes.Admin);
        return new(id, isAdmin || principal.HasClaim(RoleClaim, StaffRole), isAdmin)
        {
            SessionId = principal.FindFirst(SessionClaim)?.Value,
        };
    }
}
