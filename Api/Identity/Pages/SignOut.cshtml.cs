using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;

namespace Storehouse.Identity.Pages;

/// <summary>
/// <c>/connect/logout</c>: ends the sign-in, the session's grants with it, and leads back to the client. Another
/// site could send anybody here, so the person is asked.
/// </summary>
[IgnoreAntiforgeryToken]
internal sealed class SignOutModel(
    IOpenIddictApplicationManager applications, Grants grants, IAntiforgery forms, IGrainFactory grains)
    : ProviderPage(grains)
{
    public string? UserName { get; private set; }

    public bool IsSignedOut { get; private set; }

    public Task<IActionResult> OnGet() => Answer(decision: null);

    public Task<IActionResult> OnPost() => Answer(Request.Form[DecisionField]);

    private async Task<IActionResult> Answer(string? decision)
    {
        if (IsRefused)
        {
            return Refused();
        }

        var request = HttpContext.GetOpenIddictServerRequest()!;
        if (await Current() is not var (session, user))
        {
            return await Leave(request);
        }

        var clientId = request.ClientId ?? await HintedClient();
        if (decision is null)
        {
            if (clientId is not null
                && await applications.FindByClientIdAsync(clientId, HttpContext.RequestAborted) is { } client)
            {
                PageHeaders.AllowForms(
                    HttpContext,
                    await applications.GetPostLogoutRedirectUrisAsync(client, HttpContext.RequestAborted));
            }

            UserName = user.UserName ?? user.UserId;
            return Page();
        }

        if (!await forms.IsRequestValidAsync(HttpContext))
        {
            return FormAnswers.StaleForm();
        }

        await grants.EndSession(session, clientId, HttpContext.RequestAborted);
        return await Leave(request);
    }

    private async Task<string?> HintedClient()
    {
        var hint = (await HttpContext.AuthenticateAsync(Server)).Principal;
        return hint?.GetPresenters() is [var only] ? only : null;
    }

    private async Task<IActionResult> Leave(OpenIddictRequest request)
    {
        await SignInSession.End(HttpContext);
        if (request.PostLogoutRedirectUri is not null)
        {
            // OpenIddict checked that the address is one of a client's.
            return SignOut(Server);
        }

        IsSignedOut = true;
        return Page();
    }
}
