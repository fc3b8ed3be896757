using System.Security.Claims;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;
using Storehouse.Http;
using Storehouse.Mail;
using Storehouse.Users;
using FrameworkOptions = Microsoft.AspNetCore.Identity.IdentityOptions;

namespace Storehouse.Identity;

/// <summary>
/// ASP.NET Core Identity over the user grains: <see cref="Accounts"/> and <see cref="AccountSignIn"/>.
/// </summary>
internal static class AccountSetup
{
    /// <summary>Letters, digits and marks of <see cref="UserName"/>: no two names look alike.</summary>
    private const string UserNameCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-@";

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddSettings<SignInOptions>(SignInOptions.Section);
        services.AddHttpContextAccessor();
        services.AddSingleton<UserSessions>();
        services.AddSingleton<ILookupNormalizer, AccountNames>();
        services.AddSingleton<IPasswordHasher<Account>, AccountPasswords>();
        services.AddScoped<IUserClaimsPrincipalFactory<Account>, AccountPrincipals>();
        services.AddIdentityCore<Account>(Configure)
            .AddUserStore<AccountStore>()
            .AddUserManager<Accounts>()
            .AddSignInManager<AccountSignIn>()
            .AddTokenProvider<DataProtectorTokenProvider<Account>>(TokenOptions.DefaultProvider)
            .AddTokenProvider<AuthenticatorTokenProvider<Account>>(TokenOptions.DefaultAuthenticatorProvider)
            .AddTokenProvider<ResetTokens>(MailSetup.ResetProvider);
        services.AddSingleton<PasskeyStates>();
        services.AddSingleton<AccountEvents>();
        services.AddSingleton<ErasedTraces>();
        services.AddHostedService(provider => provider.GetRequiredService<ErasedTraces>());
        services.AddOptions<IdentityPasskeyOptions>().Configure<IOptions<IdentityOptions>>(Configure);
        services.AddOptions<SecurityStampValidatorOptions>().Configure<IOptions<SignInOptions>>(
            (validator, signIn) =>
            {
                validator.ValidationInterval = signIn.Value.SessionsCheckedEvery;

                // The cookie is made anew from the user, who knows nothing of this sign-in.
                validator.OnRefreshingPrincipal = refresh =>
                {
                    ((ClaimsIdentity)refresh.NewPrincipal!.Identity!).AddClaims(
                        refresh.CurrentPrincipal!.Claims.Where(SignInSession.IsOwn));
                    return Task.CompletedTask;
                };
            });
    }

    /// <summary>Keys of ASP.NET's data protection in files that only their owner may read.</summary>
    public static void AddFileProtection(this IServiceCollection services, string folder) =>
        services.AddDataProtection()
            .SetApplicationName("storehouse")
            .PersistKeysToFileSystem(KeyFolder.Own(folder));

    // A passkey stands for password and code at once: the authenticator must know its user.
    private static void Configure(IdentityPasskeyOptions passkeys, IOptions<IdentityOptions> identity)
    {
        const string Required = "required";
        var issuer = identity.Value.Issuer!;
        var origin = issuer.GetLeftPart(UriPartial.Authority);
        passkeys.ServerDomain = issuer.Host;
        passkeys.UserVerificationRequirement = Required;
        passkeys.ResidentKeyRequirement = Required;
        passkeys.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.Origin == origin);
    }

    private static void Configure(FrameworkOptions options)
    {
        options.Tokens.PasswordResetTokenProvider = MailSetup.ResetProvider;
        options.User.AllowedUserNameCharacters = UserNameCharacters;
        options.User.RequireUniqueEmail = false;
        options.Password = new()
        {
            RequiredLength = Passwords.LengthMin,
            RequireDigit = false,
            RequireLowercase = false,
            RequireUppercase = false,
            RequireNonAlphanumeric = false,
        };
        options.ClaimsIdentity.UserIdClaimType = Caller.SubjectClaim;
        options.ClaimsIdentity.RoleClaimType = Caller.RoleClaim;
    }
}

/// <summary>Names and e-mail addresses as they are compared.</summary>
internal sealed class AccountNames : ILookupNormalizer
{
    public string? NormalizeName(string? name) =>
        name is not null && UserName.IsValid(name) ? UserName.Normalise(name) : name;

    public string? NormalizeEmail(string? email) => email is null ? null : EmailAddress.Normalise(email);
}

/// <summary>The framework's hasher, as hard as everywhere here.</summary>
internal sealed class AccountPasswords(Passwords passwords) : IPasswordHasher<Account>
{
    public string HashPassword(Account user, string password) => passwords.HashNow(password);

    public PasswordVerificationResult VerifyHashedPassword(
        Account user, string hashedPassword, string providedPassword) =>
        passwords.VerifyNow(hashedPassword, providedPassword);
}

/// <summary>What a cookie says of its user; no more than what is needed to find them.</summary>
internal sealed class AccountPrincipals : IUserClaimsPrincipalFactory<Account>
{
    public Task<ClaimsPrincipal> CreateAsync(Account user)
    {
        var identity = new ClaimsIdentity(
            IdentityConstants.ApplicationScheme, Caller.SubjectClaim, Caller.RoleClaim);
        identity.AddClaim(new Claim(Caller.SubjectClaim, user.Id));
        identity.AddClaims(user.Roles.Select(role => new Claim(Caller.RoleClaim, EnumNames.Of(role))));
        return Task.FromResult(new ClaimsPrincipal(identity));
    }
}
