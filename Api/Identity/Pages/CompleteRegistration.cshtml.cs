using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;
using Storehouse.Mail;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary>Where the message of a registration leads. Opening it changes nothing; only the button does.</summary>
internal sealed class CompleteRegistrationModel(
    RegistrationByMail registrations,
    Accounts accounts,
    AccountSignIn signIn,
    IOpenIddictApplicationManager applications,
    IGrainFactory grains) : ProviderPage(grains)
{
    [BindProperty(Name = "token", SupportsGet = true)]
    public string? Token { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    public string? Fault { get; private set; }

    /// <summary>Whether nothing more can come of this link.</summary>
    public bool IsOver { get; private set; }

    // The answer to the form may lead on to the client that the person came from.
    public async Task OnGet()
    {
        if (Token is { Length: > 0 and <= MailToken.LengthMax })
        {
            await PageHeaders.AllowForms(HttpContext, await registrations.ReturnUrlOf(Token), applications);
        }
    }

    public async Task<IActionResult> OnPost()
    {
        var isWorthAsking = Token is { Length: > 0 and <= MailToken.LengthMax }
            && Password is { Length: > 0 and <= Passwords.LengthMax };
        var (outcome, account, returnUrl) = isWorthAsking
            ? await registrations.Complete(accounts, Token!, Password!, HttpContext.RequestAborted)
            : (CompletionOutcome.InvalidToken, null, null);
        if (outcome is CompletionOutcome.Done)
        {
            await signIn.SignInAsync(account!, isPersistent: false);
            return Url.IsLocalUrl(returnUrl) ? LocalRedirect(returnUrl) : RedirectToPage("/SignIn");
        }

        // The password alone may no longer let this user in.
        if (outcome is CompletionOutcome.DoneBefore)
        {
            return RedirectToPage("/SignIn");
        }

        IsOver = outcome != CompletionOutcome.WrongPassword;
        Fault = outcome switch
        {
            CompletionOutcome.WrongPassword => "This is not the password that was chosen.",
            CompletionOutcome.UserNameTaken => "Somebody took this user name meanwhile. Choose another one.",
            CompletionOutcome.EmailTaken => "This e-mail address belongs to another account.",
            _ => "The link is not valid: it is too old, or was used.",
        };
        await OnGet();
        return Page();
    }
}
