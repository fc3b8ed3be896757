using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;
using Storehouse.Users;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Storehouse.Identity.Pages;

/// <summary>
/// <c>/connect/authorize</c>: who is signed in and has agreed is sent back to the client with a code; the others
/// sign in and are asked first. Clients, too, may post here, so the form is checked only where it is ours.
/// </summary>
[IgnoreAntiforgeryToken]
internal sealed class AuthorizeModel(
    IOpenIddictApplicationManager applications,
    Grants grants,
    FreshSignIn fresh,
    IAntiforgery forms,
    TimeProvider clock,
    IGrainFactory grains) : ProviderPage(grains)
{
    /// <summary>Of OpenID Connect's Initiating User Registration: the person registers first.</summary>
    public const string PromptCreate = "create";

    public ConsentView? Consent { get; private set; }

    public Task<IActionResult> OnGet() => Answer(decision: null);

    public Task<IActionResult> OnPost() => Answer(Request.Form[DecisionField]);

    private async Task<IActionResult> Answer(string? decision)
    {
        if (IsRefused)
        {
            return Refused();
        }

        var request = HttpContext.GetOpenIddictServerRequest()!;
        var isSilent = request.HasPromptValue(PromptValues.None);
        if (await Current() is not var (session, user) || !IsFreshEnough(request, session))
        {
            if (isSilent)
            {
                return Refuse(Errors.LoginRequired, "The user is not signed in, or not recently enough.");
            }

            fresh.Ask(HttpContext);
            return SignInFirst(request.HasPromptValue(PromptCreate) ? "/Register" : "/SignIn");
        }

        var client = await applications.FindByClientIdAsync(request.ClientId!, HttpContext.RequestAborted)
            ?? throw new InvalidOperationException("The client is gone.");
        if (decision is not null)
        {
            return await forms.IsRequestValidAsync(HttpContext)
                ? await Decide(decision, request, client, session, user)
                : FormAnswers.StaleForm();
        }

        if (await HasAgreed(request, client, user))
        {
            return await Grant(request, client, session, user);
        }

        return isSilent
            ? Refuse(Errors.ConsentRequired, "The user has not agreed to this yet.")
            : await Ask(request, client, user);
    }

    // A sign-in asked for by this very request is fresh, however long the person then thought about it.
    private bool IsFreshEnough(OpenIddictRequest request, SignedIn session)
    {
        var mustSignIn = request.HasPromptValue(PromptValues.Login)
            || request.HasPromptValue(PromptValues.SelectAccount)
            || request.HasPromptValue(PromptCreate)
            || (request.MaxAge is { } age && clock.GetUtcNow() - session.At > TimeSpan.FromSeconds(age));
        return !mustSignIn || fresh.WasAsked(HttpContext, session);
    }

    private async Task<bool> HasAgreed(OpenIddictRequest request, object client, UserView user)
    {
        if (await applications.HasConsentTypeAsync(client, ConsentTypes.Implicit, HttpContext.RequestAborted))
        {
            return true;
        }

        // Who a public client is, only an address of its own can show (RFC 8252, 8.6).
        var isKnown = await applications.HasClientTypeAsync(
                client, ClientTypes.Confidential, HttpContext.RequestAborted)
            || request.RedirectUri?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) == true;
        return isKnown
            && !request.HasPromptValue(PromptValues.Consent)
            && await grants.HasConsent(
                user.UserId, client, UserClaims.Permitted(request.GetScopes(), user), HttpContext.RequestAborted);
    }

    private async Task<IActionResult> Ask(OpenIddictRequest request, object client, UserView user)
    {
        PageHeaders.AllowForms(
            HttpContext, await applications.GetRedirectUrisAsync(client, HttpContext.RequestAborted));
        Consent = new(
            await applications.GetDisplayNameAsync(client, HttpContext.RequestAborted) ?? request.ClientId!,
            user.UserName ?? user.UserId,
            UserClaims.Permitted(request.GetScopes(), user),
            Request.Path,
            Sent);
        return Page();
    }

    private async Task<IActionResult> Decide(
        string decision, OpenIddictRequest request, object client, SignedIn session, UserView user)
    {
        if (decision != ConsentView.Allow)
        {
            return Refuse(Errors.AccessDenied, "The user did not agree.");
        }

        await grants.RememberConsent(
            user.UserId, client, UserClaims.Permitted(request.GetScopes(), user), HttpContext.RequestAborted);
        return await Grant(request, client, session, user);
    }

    private async Task<IActionResult> Grant(
        OpenIddictRequest request, object client, SignedIn session, UserView user)
    {
        fresh.Forget(HttpContext);
        var principal = UserClaims.Begin(user, request.GetScopes(), session);
        principal.SetAuthorizationId(await grants.Begin(
            session, client, principal.GetScopes(), HttpContext.RequestAborted));
        return SignIn(principal, Server);
    }
}
