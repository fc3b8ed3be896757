using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Storehouse.Clustering;
using Storehouse.Consul;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Identity.Pages;
using Storehouse.Mail;
using Storehouse.Storage;

namespace Storehouse.Identity;

/// <summary>Sign-in: OpenIddict as the token server, and its tokens as the way in.</summary>
public static class StorehouseIdentity
{
    private const string KeysFolder = "keys";
    private const string ProtectionFolder = "protection";
    private const string IssuerDefault = "http://localhost:5000/";

    /// <param name="stores">Files: <c>identity.db</c> and <c>keys</c>. PostgreSQL: there.</param>
    public static IServiceCollection AddStorehouseIdentity(
        this IServiceCollection services, IConfiguration configuration, StoreLocation stores)
    {
        AddOptions(services, configuration, stores);
        services.AddSingleton<Passwords>();
        services.AddScoped<Clients>();
        services.AddScoped<AccessTokens>();
        services.AddSingleton<AdminAccount>();
        services.AddSingleton<ValidatedTokens>();
        if (stores.Postgres is { } postgres)
        {
            services.AddPostgresIdentity(postgres);
        }
        else
        {
            services.AddFileProtection(Path.Combine(stores.DataPath, KeysFolder, ProtectionFolder));
            services.AddSingleton<IKeyStore>(new KeyFolder(Path.Combine(stores.DataPath, KeysFolder)));
            var file = new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(stores.DataPath, IdentityDatabase.FileName),
            };
            services.AddDbContext<IdentityDatabase>(
                options => options.UseSqlite(file.ToString()).AsIdentity());
        }

        services.AddSingleton<IdentityKeyRing>();
        services.AddHostedService<IdentityPreparation>();
        services.AddHostedService<KeyRotation>();
        services.AddSingleton(stores);
        services.AddAccounts();
        services.AddMail(stores);
        services.AddAuthentication(BearerAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.Name, null)
            .AddIdentityCookies();
        services.AddSignInSession();
        services.AddOpenIdProvider();
        services.AddIdentityPages();
        return services;
    }

    /// <summary>What the identity database has on any server.</summary>
    internal static DbContextOptionsBuilder AsIdentity(this DbContextOptionsBuilder options) => options
        .UseOpenIddict()
        .ConfigureWarnings(warnings => warnings.Log(
            (RelationalEventId.CommandExecuted, LogLevel.Debug),
            (RelationalEventId.CommandError, LogLevel.Debug)));

    /// <summary>The login for scripts, and the pages.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<LoginOptions>>().Value.Enabled)
        {
            routes.MapPost(Routing.V1 + "/login", LoginEndpoint.Login)
                .AllowAnonymous().Describe(LoginDescription.Login);
            routes.MapPost(Routing.V1 + "/login/passkey/options", PasskeyLogin.Begin)
                .AllowAnonymous().Describe(LoginDescription.BeginPasskey);
            routes.MapPost(Routing.V1 + "/login/passkey", PasskeyLogin.Login)
                .AllowAnonymous().Describe(LoginDescription.Passkey);
        }

        routes.MapClients();
        routes.MapAccountPages();
        routes.MapPasskeyScript();
        routes.MapRazorPages().AllowAnonymous();
        return routes;
    }

    private static void AddOptions(
        IServiceCollection services, IConfiguration configuration, StoreLocation stores)
    {
        services.AddOptions<LoginOptions>().Bind(configuration.GetSection(LoginOptions.Section));
        services.AddOptions<AdminOptions>().Bind(configuration.GetSection(AdminOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IdentityOptions>().Bind(configuration.GetSection(IdentityOptions.Section))
            .PostConfigure(options => options.Issuer ??= DefaultIssuer(configuration))
            .ValidateDataAnnotations().ValidateOnStart();
    }

    // Front ends of a cluster have addresses of their own, and yet believe each other's tokens.
    private static Uri DefaultIssuer(IConfiguration configuration) =>
        configuration[$"{ClusterSettings.ConsulSection}:{nameof(ConsulOptions.Address)}"] is null
            ? FirstAddress(configuration["Urls"])
            : new Uri(IssuerDefault);

    // A wildcard is no place a client could be sent to.
    private static Uri FirstAddress(string? urls)
    {
        var first = urls?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? IssuerDefault;
        var named = first.Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
            .Replace("://[::]", "://localhost", StringComparison.Ordinal);
        return new Uri(named.TrimEnd('/') + "/");
    }
}
