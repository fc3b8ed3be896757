using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace Storehouse.Identity.Pages;

/// <summary>The pages people see: sign-in, registration, consent, device codes, sign-out.</summary>
internal static class IdentityPages
{
    private const string AntiforgeryCookie = "storehouse-form";

    public static void AddIdentityPages(this IServiceCollection services)
    {
        services.AddSingleton<FreshSignIn>();
        services.AddRazorPages(pages =>
        {
            pages.RootDirectory = "/Identity/Pages";
            pages.Conventions.ConfigureFilter(new PageHeaders());
            pages.Conventions.ConfigureFilter(new FormAnswers());
        }).AddApplicationPart(typeof(IdentityPages).Assembly);
        services.AddOptions<AntiforgeryOptions>().Configure<IOptions<IdentityOptions>>((forms, identity) =>
        {
            SignInSession.Protect(forms.Cookie, identity.Value, AntiforgeryCookie);
            forms.SuppressXFrameOptionsHeader = true;
        });
    }
}
