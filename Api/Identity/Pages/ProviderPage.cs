using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Primitives;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary>A page of the OpenID provider, on a request that OpenIddict has checked before.</summary>
public abstract class ProviderPage(IGrainFactory grains) : PageModel
{
    /// <summary>The field of a form whose value says which button was pressed.</summary>
    public const string DecisionField = "decision";
    private const string AntiforgeryField = "__RequestVerificationToken";

    /// <summary>What OpenIddict found wrong with the request; the page then shows nothing else.</summary>
    public OpenIddictResponse? Refusal { get; private set; }

    /// <summary>The request as it came, to be sent again by the page's form.</summary>
    public IEnumerable<KeyValuePair<string, StringValues>> Sent =>
        (Request.HasFormContentType ? Request.Form : Request.Query.AsEnumerable())
        .Where(sent => sent.Key is not (DecisionField or AntiforgeryField));

    protected static string Server => OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>Whether OpenIddict refused the request; <see cref="Refused"/> is then the answer.</summary>
    protected bool IsRefused => HttpContext.GetOpenIddictServerResponse()?.Error is not null;

    protected PageResult Refused()
    {
        Refusal = HttpContext.GetOpenIddictServerResponse();
        Response.StatusCode = StatusCodes.Status400BadRequest;
        return Page();
    }

    /// <summary>Who is signed in, as they are now; nobody whom a lock or an erasure has shut out since.</summary>
    protected async Task<(SignedIn Session, UserView User)?> Current()
    {
        if (await SignInSession.Read(HttpContext) is not { } session
            || !UserId.IsValid(session.UserId)
            || await grains.GetGrain<IUserGrain>(session.UserId).GetView() is not { Locked: false } user
            || !await grains.GetGrain<IUserGrain>(session.UserId).HasSession(session.SessionId))
        {
            return null;
        }

        return (session, user);
    }

    /// <summary>Leads to the sign-in page, and from there back to this request.</summary>
    protected RedirectToPageResult SignInFirst(string page = "/SignIn") =>
        RedirectToPage(page, new { return_url = Request.Path + new QueryBuilder(Sent).ToQueryString() });

    /// <summary>Answers the client with an error.</summary>
    protected ForbidResult Refuse(string error, string description) => Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        Server);
}
