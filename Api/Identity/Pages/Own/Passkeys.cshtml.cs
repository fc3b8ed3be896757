using System.Buffers.Text;
using Microsoft.AspNetCore.Mvc;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary><c>/account/passkeys</c>: passkeys listed, made (which takes the page's script) and removed.</summary>
internal sealed class PasskeysModel(Accounts accounts, AccountSignIn signIn, IGrainFactory grains) : OwnPage(grains)
{
    private const int NameLengthMax = 100;
    private const int CredentialLengthMax = 64 * 1024;

    [BindProperty(Name = "password")]
    public string? Password { get; set; }

    [BindProperty(Name = "name")]
    public string? Name { get; set; }

    [BindProperty(Name = "credential")]
    public string? Credential { get; set; }

    [BindProperty(Name = "id")]
    public string? Id { get; set; }

    public static string IdOf(UserPasskey passkey) => Base64Url.EncodeToString(passkey.Id.AsSpan());

    public void OnGet() => PageHeaders.AllowScript(HttpContext);

    /// <summary>What the script asks the browser for. The answer is bound to this browser by a cookie.</summary>
    public async Task<IActionResult> OnPostOptions()
    {
        if (await accounts.FindByIdAsync(Shown.User.UserId) is not { } account
            || !await accounts.ConfirmPassword(account, Password))
        {
            return PasskeyScript.Fault("The password is wrong, or too many attempts failed: then wait a while.");
        }

        return Shown.Passkeys.Length >= PasskeyEndpoints.PasskeysMax
            ? PasskeyScript.Fault("There are as many as there may be. Remove one first.")
            : PasskeyScript.Options(await signIn.MakePasskeyCreationOptionsAsync(PasskeyEndpoints.Entity(account)));
    }

    public async Task<IActionResult> OnPostAdd()
    {
        OnGet();
        if (Credential is { Length: > 0 and <= CredentialLengthMax }
            && await accounts.FindByIdAsync(Shown.User.UserId) is { } account
            && await Attest(Credential) is { Succeeded: true } made
            && made.UserEntity.Id == account.Id)
        {
            made.Passkey.Name = Name is { Length: > 0 } name ? name[..Math.Min(name.Length, NameLengthMax)] : null;
            if ((await accounts.AddOrUpdatePasskeyAsync(account, made.Passkey)).Succeeded)
            {
                return RedirectToPage();
            }
        }

        Fault = "The passkey was not added. Try again.";
        return Page();
    }

    public async Task<IActionResult> OnPostRemove()
    {
        if (Id is not null && Base64Url.IsValid(Id)
            && await accounts.FindByIdAsync(Shown.User.UserId) is { } account
            && !(await accounts.RemovePasskeyAsync(account, Base64Url.DecodeFromChars(Id))).Succeeded)
        {
            OnGet();
            Fault = "Something else was changed at the same time. Try again.";
            return Page();
        }

        return RedirectToPage();
    }

    // Without a cookie of options the framework takes it for a mistake of the program.
    private async Task<Microsoft.AspNetCore.Identity.PasskeyAttestationResult?> Attest(string credential)
    {
        try
        {
            return await signIn.PerformPasskeyAttestationAsync(credential);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
