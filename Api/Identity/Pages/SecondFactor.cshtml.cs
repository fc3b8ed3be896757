using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;

namespace Storehouse.Identity.Pages;

/// <summary>The page after the password, for users with an authenticator.</summary>
public sealed class SecondFactorModel(
    AccountSignIn signIn, IOpenIddictApplicationManager applications, IGrainFactory grains) : ProviderPage(grains)
{
    private const int CodeLengthMax = 32;
    private const int AppCodeDigits = 6;

    [BindProperty(Name = "return_url", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "code")]
    public string? Code { get; set; }

    public string? Fault { get; private set; }

    public async Task<IActionResult> OnGet()
    {
        ReturnUrl = Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : null;
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is null)
        {
            return RedirectToPage("/SignIn", new { return_url = ReturnUrl });
        }

        await PageHeaders.AllowForms(HttpContext, ReturnUrl, applications);
        return Page();
    }

    public async Task<IActionResult> OnPost()
    {
        if (Code is { Length: > 0 and <= CodeLengthMax } code)
        {
            var digits = code.Replace(" ", "", StringComparison.Ordinal);
            var result = digits.Length == AppCodeDigits && digits.All(char.IsAsciiDigit)
                ? await signIn.TwoFactorAuthenticatorSignInAsync(
                    digits, isPersistent: false, rememberClient: false)
                : await signIn.TwoFactorRecoveryCodeSignInAsync(code);
            if (result.Succeeded)
            {
                return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage("/SignIn");
            }
        }

        Fault = "The code is wrong, too old, or was used before.";
        return await OnGet();
    }
}
