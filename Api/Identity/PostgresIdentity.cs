using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Storehouse.Storage;

namespace Storehouse.Identity;

/// <summary>Identity in the database that all processes share: clients, tokens and keys.</summary>
internal static class PostgresIdentity
{
    private const string KeyTables = """
        CREATE TABLE identity_keys (
            name text NOT NULL PRIMARY KEY, material text NOT NULL, created_at timestamptz NOT NULL);
        CREATE TABLE protection_keys (
            name text NOT NULL PRIMARY KEY, material text NOT NULL, created_at timestamptz NOT NULL)
        """;

    public static void AddPostgresIdentity(this IServiceCollection services, PostgresDatabase database)
    {
        services.AddTables(database, Tables(database));
        services.AddDbContext<IdentityDatabase>(
            options => options.UseNpgsql(database.DataSource).AsIdentity());
        services.AddSingleton(provider =>
            new KeyProtection(provider.GetRequiredService<IOptions<IdentityOptions>>().Value));
        services.AddSingleton<IKeyStore, PostgresKeys>();
        services.AddSingleton<DataProtectionKeys>();
        services.AddDataProtection().SetApplicationName("storehouse");
        services.AddOptions<KeyManagementOptions>().Configure<DataProtectionKeys>(
            (options, keys) =>
            {
                // The repository encrypts what it keeps, whole; to the framework it says that it need not.
                options.XmlRepository = keys;
                options.XmlEncryptor = new NullXmlEncryptor();
            });
    }

    /// <summary>What OpenIddict keeps, as its model says, and the keys.</summary>
    internal static TableSet Tables(PostgresDatabase database)
    {
        var options = new DbContextOptionsBuilder<IdentityDatabase>();
        options.UseNpgsql(database.DataSource).AsIdentity();
        using var model = new IdentityDatabase(options.Options);
        return new("identity", model.Database.GenerateCreateScript(), KeyTables);
    }
}
