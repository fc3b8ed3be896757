using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;

namespace Storehouse.Identity.Pages;

/// <summary>The sign-in page. It leads on only to addresses of this server.</summary>
public sealed class SignInModel(
    AccountSignIn signIn, IOpenIddictApplicationManager applications, IGrainFactory grains)
    : ProviderPage(grains)
{
    private const int UserNameLengthMax = 256;

    [BindProperty(Name = "return_url", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

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

        await PageHeaders.AllowForms(HttpContext, ReturnUrl, applications);
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
            return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage();
        }

        Fault = "The user name or the password is wrong, or too many attempts failed: then wait a while.";
        await OnGet();
        return Page();
    }
}
