using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;

namespace Storehouse.Identity.Pages;

/// <summary>The sign-in page. It leads on only to addresses of this server.</summary>
public sealed class SignInModel(
    AccountSignIn signIn, IOpenIddictApplicationManager applications, IGrainFactory grains)
    : ProviderPage(grains)
{
    private const int UserNameLengthMax = 256;
    private const int CredentialLengthMax = 64 * 1024;

    [BindProperty(Name = "return_url", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    [BindProperty(Name = "credential")]
    public string? Credential { get; set; }

    public string? Fault { get; private set; }

    /// <summary>Who is signed in already, when there is nowhere to go on to.</summary>
    public string? SignedInAs { get; private set; }

    public async Task OnGet()
    {
        if (!Url.IsLocalUrl(ReturnUrl))
        {
            ReturnUrl = null;
            SignedInAs = await Current() is var (_, user) ? user.UserName ?? user.UserId : null;
        }

        if (SignedInAs is null)
        {
            PageHeaders.AllowScript(HttpContext);
        }

        await PageHeaders.AllowForms(HttpContext, ReturnUrl, applications);
    }

    /// <summary>What the script asks the browser for. The answer is bound to this browser by a cookie.</summary>
    public async Task<IActionResult> OnPostPasskeyOptions() =>
        PasskeyScript.Options(await signIn.MakePasskeyRequestOptionsAsync(user: null));

    public async Task<IActionResult> OnPostPasskey()
    {
        if (Credential is { Length: > 0 and <= CredentialLengthMax }
            && (await signIn.PasskeySignInAsync(Credential)).Succeeded)
        {
            return GoOn();
        }

        Fault = "This passkey is not one of a user who may sign in here, or the page was open for too long.";
        await OnGet();
        return Page();
    }

    public async Task<IActionResult> OnPost()
    {
        var isWorthAsking = UserName is { Length: > 0 and <= UserNameLengthMax }
            && Password is { Length: > 0 and <= Passwords.LengthMax };
        var result = isWorthAsking
            ? await signIn.PasswordSignInAsync(UserName!, Password!, isPersistent: false, lockoutOnFailure: true)
            : Microsoft.AspNetCore.Identity.SignInResult.Failed;
        if (result.RequiresTwoFactor)
        {
            return RedirectToPage("/SecondFactor", new { return_url = ReturnUrl });
        }

        if (result.Succeeded)
        {
            return GoOn();
        }

        Fault = "The user name or the password is wrong, or too many attempts failed: then wait a while.";
        await OnGet();
        return Page();
    }

    private ActionResult GoOn() => Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage();
}
