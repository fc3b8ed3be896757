using Microsoft.AspNetCore.Authentication;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using OpenIddict.Validation;
using Storehouse.Http;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>Sign-in: OpenIddict as the token server, and its tokens as the way in.</summary>
public static class StorehouseIdentity
{
    private const string KeysFolder = "keys";
    private const string IssuerDefault = "http://localhost:5000/";

    /// <param name="dataPath">An existing folder; holds <c>identity.db</c> and <c>keys</c>.</param>
    public static IServiceCollection AddStorehouseIdentity(
        this IServiceCollection services, IConfiguration configuration, string dataPath)
    {
        AddOptions(services, configuration);
        services.AddSingleton<Passwords>();
        services.AddScoped<AccessTokens>();
        services.AddSingleton<AdminAccount>();
        services.AddSingleton<ValidatedTokens>();
        services.AddSingleton(provider => IdentityKeys.Load(
            Path.Combine(dataPath, KeysFolder), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<IdentityPreparation>();
        services.AddDbContext<IdentityDatabase>(options => options
            .UseSqlite(new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(dataPath, IdentityDatabase.FileName),
            }.ToString())
            .UseOpenIddict()
            .ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandExecuted, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug))));
        services.AddAuthentication(BearerAuthentication.Name)
            .AddScheme<AuthenticationSchemeOptions, BearerAuthentication>(BearerAuthentication.Name, null);
        AddOpenIddict(services);
        return services;
    }

    /// <summary>The login for scripts. OpenIddict answers its own addresses without endpoints.</summary>
    public static IEndpointRouteBuilder MapIdentity(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<LoginOptions>>().Value.Enabled)
        {
            routes.MapPost(Routing.V1 + "/login", LoginEndpoint.Login).AllowAnonymous();
        }

        return routes;
    }

    private static void AddOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LoginOptions>().Bind(configuration.GetSection(LoginOptions.Section));
        services.AddOptions<AdminOptions>().Bind(configuration.GetSection(AdminOptions.Section))
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<IdentityOptions>().Bind(configuration.GetSection(IdentityOptions.Section))
            .PostConfigure(options => options.Issuer ??= FirstAddress(configuration["Urls"]))
            .ValidateDataAnnotations().ValidateOnStart();
    }

    private static void AddOpenIddict(IServiceCollection services)
    {
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<IdentityDatabase>())
            .AddServer(server =>
            {
                server.SetTokenEndpointUris("connect/token");
                server.AllowClientCredentialsFlow();
                server.RegisterScopes([.. GrantedScopes.All]);
                server.DisableAccessTokenEncryption();

                // TLS ends at the gateway.
                server.UseAspNetCore().DisableTransportSecurityRequirement();
                server.AddEventHandler<HandleTokenRequestContext>(
                    handler => handler.UseSingletonHandler<ClientCredentials>());
                server.AddEventHandler<ProcessRequestContext>(
                    handler => handler.UseSingletonHandler<OutsideOfTheApi>().SetOrder(int.MinValue));
            })
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
                validation.AddEventHandler<OpenIddictValidationEvents.ProcessRequestContext>(
                    handler => handler.UseSingletonHandler<OutsideOfTheApi>().SetOrder(int.MinValue));
            });
        services.AddOptions<OpenIddictServerOptions>().Configure<IdentityKeys, IOptions<IdentityOptions>>(
            (server, keys, identity) =>
            {
                server.Issuer = identity.Value.Issuer;
                server.AccessTokenLifetime = identity.Value.AccessTokenLifetime;
                server.SigningCredentials.AddRange(keys.Signing.Select(
                    key => new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256)));
                server.EncryptionCredentials.Add(new EncryptingCredentials(
                    keys.Encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
            });
    }

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
