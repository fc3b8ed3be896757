using System.Text.Json;
using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;

namespace Storehouse.Identity;

/// <summary>OpenIddict's clients, of which some have two secrets while one takes the other's place.</summary>
internal sealed class ClientManager(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache,
    ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options,
    IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store,
    TimeProvider clock)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    /// <summary>The property of an application that holds its <see cref="ClientRecord"/>.</summary>
    public const string RecordProperty = "storehouse";

    public override async ValueTask<bool> ValidateClientSecretAsync(
        OpenIddictEntityFrameworkCoreApplication application,
        string secret,
        CancellationToken cancellationToken = default) =>
        await base.ValidateClientSecretAsync(application, secret, cancellationToken)
        || (await RecordOf(application, cancellationToken)).Previous is { } previous
            && clock.GetUtcNow() < previous.Until
            && await ValidateClientSecretAsync(secret, previous.Hash, cancellationToken);

    public async ValueTask<ClientRecord> RecordOf(
        OpenIddictEntityFrameworkCoreApplication application, CancellationToken cancelled)
    {
        var properties = await Store.GetPropertiesAsync(application, cancelled);
        return properties.TryGetValue(RecordProperty, out var kept)
            ? kept.Deserialize(ClientJson.Default.ClientRecord)!
            : ClientRecord.Configured;
    }

    public ValueTask<string?> SecretHashOf(
        OpenIddictEntityFrameworkCoreApplication application, CancellationToken cancelled) =>
        Store.GetClientSecretAsync(application, cancelled);
}
