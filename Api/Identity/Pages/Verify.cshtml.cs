using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Storehouse.Identity.Pages;

/// <summary><c>/connect/verify</c>: a person types the code a device shows, and lets it in or not.</summary>
[IgnoreAntiforgeryToken]
internal sealed class VerifyModel(
    IOpenIddictApplicationManager applications, Grants grants, IAntiforgery forms, IGrainFactory grains)
    : ProviderPage(grains)
{
    private const string OutcomeField = "outcome";

    public ConsentView? Consent { get; private set; }

    public string? UserCode { get; private set; }

    public string? Fault { get; private set; }

    /// <summary>How it ended, when it did.</summary>
    public string? Outcome => Request.Query[OutcomeField];

    public Task<IActionResult> OnGet() => Answer(decision: null);

    public Task<IActionResult> OnPost() => Answer(Request.Form[DecisionField]);

    private async Task<IActionResult> Answer(string? decision)
    {
        if (Outcome is not null)
        {
            return Page();
        }

        if (await Current() is not var (session, user))
        {
            return SignInFirst();
        }

        var code = await HttpContext.AuthenticateAsync(Server);
        if (code is not { Succeeded: true, Principal: { } asked }
            || asked.GetClaim(Claims.ClientId) is not { } clientId
            || await applications.FindByClientIdAsync(clientId, HttpContext.RequestAborted) is not { } client)
        {
            Fault = Request.Query.ContainsKey(Parameters.UserCode) || decision is not null
                ? "This code is wrong or has expired."
                : null;
            return Page();
        }

        if (decision is null)
        {
            UserCode = code.Properties?.GetTokenValue(OpenIddictServerAspNetCoreConstants.Tokens.UserCode);
            Consent = new(
                await applications.GetDisplayNameAsync(client, HttpContext.RequestAborted) ?? clientId,
                user.UserName ?? user.UserId,
                UserClaims.Permitted(asked.GetScopes(), user),
                Request.Path,
                Sent);
            return Page();
        }

        if (!await forms.IsRequestValidAsync(HttpContext))
        {
            return FormAnswers.StaleForm();
        }

        var back = new AuthenticationProperties { RedirectUri = $"{Request.Path}?{OutcomeField}={decision}" };
        if (decision != ConsentView.Allow)
        {
            return Forbid(back, Server);
        }

        var principal = UserClaims.Begin(user, asked.GetScopes(), session);
        principal.SetAuthorizationId(await grants.Begin(
            session, client, principal.GetScopes(), HttpContext.RequestAborted));
        return SignIn(principal, back, Server);
    }
}
