using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;
using Storehouse.Identity;
using Storehouse.Storage;
using Storehouse.Users;

namespace Storehouse.Mail;

/// <summary>Registers what writes to users.</summary>
internal static class MailSetup
{
    public const string FolderName = "mail";

    /// <summary>The name of the tokens that set a new password; they live shorter than others.</summary>
    public const string ResetProvider = "PasswordReset";

    public static void AddMail(this IServiceCollection services, StoreLocation stores)
    {
        services.AddSettings<MailOptions>(MailOptions.Section);
        services.AddSingleton<MailQueue>();
        services.AddSettings<UsersOptions>(UsersOptions.Section);
        services.AddSingleton<PendingRegistrations>();
        services.AddSingleton<RegistrationByMail>();
        services.AddSingleton(provider => new FolderTransport(
            Path.Combine(stores.DataPath, FolderName), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SmtpTransport>();
        services.AddSingleton<IMailTransport>(provider =>
            provider.GetRequiredService<IOptions<MailOptions>>().Value.Host is null
                ? provider.GetRequiredService<FolderTransport>()
                : provider.GetRequiredService<SmtpTransport>());
        services.AddHostedService<MailSender>();
        if (stores.Postgres is { } postgres)
        {
            services.AddTables(postgres, MailQueue.Postgres);
        }

        services.AddOptions<DataProtectionTokenProviderOptions>().Configure<IOptions<MailOptions>>(
            (tokens, mail) => tokens.TokenLifespan = mail.Value.VerificationLifetime);
        services.AddTransient<ResetTokens>();
    }
}

/// <summary>Tokens that set a new password.</summary>
internal sealed class ResetTokens(
    IDataProtectionProvider protection,
    IOptions<MailOptions> mail,
    ILogger<DataProtectorTokenProvider<Account>> logger) : DataProtectorTokenProvider<Account>(
        protection,
        Microsoft.Extensions.Options.Options.Create(new DataProtectionTokenProviderOptions
        {
            Name = MailSetup.ResetProvider,
            TokenLifespan = mail.Value.ResetLifetime,
        }),
        logger);
