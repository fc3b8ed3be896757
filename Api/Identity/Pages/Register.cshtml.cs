using Microsoft.AspNetCore.Mvc;
using OpenIddict.Abstractions;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary>The page on which anybody becomes a customer.</summary>
internal sealed class RegisterModel(
    Passwords passwords,
    Accounts accounts,
    AccountSignIn signIn,
    AccountEvents events,
    RegistrationByMail byMail,
    IOpenIddictApplicationManager applications,
    IGrainFactory grains) : ProviderPage(grains)
{
    private const int ReturnUrlLengthMax = 4096;
    private readonly IGrainFactory _grains = grains;

    [BindProperty(Name = "return_url", SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty(Name = "username")]
    public string? UserName { get; set; }

    [BindProperty(Name = "email")]
    public string? Email { get; set; }

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    public string? Fault { get; private set; }

    /// <summary>Whether people register by mail.</summary>
    public bool IsByMail => byMail.IsAsked;

    /// <summary>Where the message goes, once there is one.</summary>
    public string? SentTo { get; private set; }

    public async Task OnGet()
    {
        ReturnUrl = Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : null;
        await PageHeaders.AllowForms(HttpContext, ReturnUrl, applications);
    }

    public async Task<IActionResult> OnPost()
    {
        Email = string.IsNullOrEmpty(Email) ? null : Email;
        Fault = FaultOf();
        if (Fault is null)
        {
            var hash = await passwords.Hash(Password!, HttpContext.RequestAborted);
            if (IsByMail)
            {
                return await Begin(hash);
            }

            var reply = await _grains.GetGrain<IUserNameGrain>(Users.UserName.Normalise(UserName!)).Register(
                UserId.New(),
                new RegisterUser(UserName!, hash, Email, null, [], [UserRole.Customer]),
                HttpContext.Command(Registration.Anonymous));
            if (reply.Outcome == UserOutcome.Done
                && await accounts.FindByIdAsync(reply.View!.UserId) is { } account)
            {
                await events.EmailGiven(reply.View);
                await signIn.SignInAsync(account, isPersistent: false);
                return Url.IsLocalUrl(ReturnUrl) ? LocalRedirect(ReturnUrl) : RedirectToPage("/SignIn");
            }

            Fault = "Somebody else has this user name. Choose another.";
        }

        await OnGet();
        return Page();
    }

    private async Task<IActionResult> Begin(string hash)
    {
        var returnUrl = Url.IsLocalUrl(ReturnUrl) && ReturnUrl!.Length <= ReturnUrlLengthMax ? ReturnUrl : null;
        var outcome = await byMail.Begin(new(UserName!, hash, Email!, null, [], returnUrl), key: null);
        if (outcome == KeepOutcome.TooMany)
        {
            Fault = "Too many registrations wait. Try again in a minute.";
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else
        {
            SentTo = Email;
        }

        await OnGet();
        return Page();
    }

    private string? FaultOf()
    {
        if (IsByMail && Email is null)
        {
            return "The e-mail address is needed: a message to it completes the registration.";
        }

        if (UserName is null || !Users.UserName.IsValid(UserName))
        {
            return "The user name must be 3 to 64 letters, digits and the signs . _ - @";
        }

        if (Email is not null && !UserFields.IsEmail(Email))
        {
            return "The e-mail address is none.";
        }

        return TextRules.Check(Password ?? "", Passwords.LengthMin, Passwords.LengthMax, multiline: false) is null
            ? null
            : "The password must have 8 to 128 characters.";
    }
}
