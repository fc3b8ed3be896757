using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using OpenIddict.Validation;
using Storehouse.Identity.Pages;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Storehouse.Identity;

/// <summary>
/// OpenIddict as the OpenID provider: authorization code with PKCE, refresh tokens, client credentials and device
/// codes, and nothing else. It answers <c>/.well-known</c> and <c>/connect</c> without endpoints, but for those
/// addresses that show a page.
/// </summary>
internal static class OpenIdProvider
{
    public static void AddOpenIdProvider(this IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter, IssuerScheme>();
        services.AddScoped<Grants>();
        services.AddScoped(provider => (ClientManager)provider
            .GetRequiredService<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>>());
        services.AddScoped(provider => (TokenManager)provider
            .GetRequiredService<OpenIddictTokenManager<OpenIddictEntityFrameworkCoreToken>>());
        services.AddOpenIddict()
            .AddCore(core =>
            {
                core.UseEntityFrameworkCore().UseDbContext<IdentityDatabase>();
                core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, ClientManager>();
                core.ReplaceTokenManager<OpenIddictEntityFrameworkCoreToken, TokenManager>();
            })
            .AddServer(AddServer)
            .AddValidation(validation =>
            {
                validation.UseLocalServer();
                validation.UseAspNetCore();
                validation.AddAudiences(TokenAudience.Name);
                validation.AddEventHandler<OpenIddictValidationEvents.ProcessRequestContext>(
                    handler => handler.UseSingletonHandler<OutsideOfTheApi>().SetOrder(int.MinValue));
            });
        services.AddSingleton<IdentityKeyRing.Changes>();
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(
            provider => provider.GetRequiredService<IdentityKeyRing.Changes>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictValidationOptions>>(
            provider => provider.GetRequiredService<IdentityKeyRing.Changes>());
        services.AddOptions<OpenIddictServerOptions>().Configure<IdentityKeyRing, IOptions<IdentityOptions>>(
            (server, keys, identity) =>
            {
                server.Issuer = identity.Value.Issuer;
                server.AccessTokenLifetime = identity.Value.AccessTokenLifetime;
                server.RefreshTokenLifetime = identity.Value.RefreshTokenLifetime;
                server.SigningCredentials.AddRange(keys.Current.Published);
                server.EncryptionCredentials.Add(new EncryptingCredentials(
                    keys.Current.Encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
            });
    }

    private static void AddServer(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris("connect/authorize")
            .SetPushedAuthorizationEndpointUris("connect/par")
            .SetTokenEndpointUris("connect/token")
            .SetUserInfoEndpointUris("connect/userinfo")
            .SetIntrospectionEndpointUris("connect/introspect")
            .SetRevocationEndpointUris("connect/revoke")
            .SetEndSessionEndpointUris("connect/logout")
            .SetDeviceAuthorizationEndpointUris("connect/device")
            .SetEndUserVerificationEndpointUris("connect/verify");
        server.AllowAuthorizationCodeFlow()
            .AllowRefreshTokenFlow()
            .AllowClientCredentialsFlow()
            .AllowDeviceAuthorizationFlow()
            .RequireProofKeyForCodeExchange();
        server.RegisterScopes([.. GrantedScopes.All, .. GrantedScopes.Standard]);
        server.RegisterPromptValues(AuthorizeModel.PromptCreate);
        server.RegisterClaims(
            Claims.AuthenticationTime, Claims.PreferredUsername, Claims.Name, Claims.Email, Claims.EmailVerified,
            Claims.UpdatedAt);
        server.DisableAccessTokenEncryption();

        // A refresh token is good once. Whoever shows it again may be a thief, or the one it was stolen from.
        server.SetRefreshTokenReuseLeeway(null);
        server.Configure(options =>
        {
            options.CodeChallengeMethods.Clear();
            options.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);

            // It takes a script on a page of this server's.
            options.ResponseModes.Remove(ResponseModes.FormPost);
        });

        // TLS ends at the gateway.
        server.UseAspNetCore()
            .DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough()
            .EnableEndUserVerificationEndpointPassthrough()
            .EnableEndSessionEndpointPassthrough()
            .EnableErrorPassthrough();
        server.AddEventHandler<HandleTokenRequestContext>(
            handler => handler.UseSingletonHandler<ClientCredentials>());
        server.AddEventHandler<HandleTokenRequestContext>(
            handler => handler.UseScopedHandler<UserTokens>());
        server.AddEventHandler<HandleUserInfoRequestContext>(
            handler => handler.UseSingletonHandler<UserInfo>());
        server.AddEventHandler<HandleRevocationRequestContext>(
            handler => handler.UseScopedHandler<ChainRevocation>()
                .SetOrder(OpenIddictServerHandlers.Revocation.RevokeToken.Descriptor.Order + 1));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(
            handler => handler.UseScopedHandler<ErrorsToClients>().SetOrder(ErrorsToClients.Order));
        server.AddEventHandler<ProcessSignInContext>(
            handler => handler.UseSingletonHandler<TokenAudience>().SetOrder(TokenAudience.Order));
        server.AddEventHandler<GenerateTokenContext>(handler => handler.UseSingletonHandler<SigningKeyChoice>()
            .SetOrder(OpenIddictServerHandlers.Protection.AttachSecurityCredentials.Descriptor.Order + 1));
        server.AddEventHandler<ProcessRequestContext>(
            handler => handler.UseSingletonHandler<OutsideOfTheApi>().SetOrder(int.MinValue));
    }
}
