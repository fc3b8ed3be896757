using Storehouse.Hosting;

namespace Storehouse.Storage;

/// <summary>Where everything beside the journal is kept.</summary>
/// <param name="DataPath">
/// An existing folder: holds everything on the embedded default, and beside PostgreSQL only what can be made
/// anew from there.
/// </param>
/// <param name="Postgres">The database that all processes share; null = files.</param>
public sealed record StoreLocation(string DataPath, PostgresDatabase? Postgres = null)
{
    /// <summary>Reads the choice from the settings; connects to nothing yet.</summary>
    /// <exception cref="StartupException">A setting is wrong; the message names it.</exception>
    public static StoreLocation Read(IConfiguration configuration, string dataPath)
    {
        var options = Settings.Read<PostgresOptions>(configuration, PostgresOptions.Section);
        return new(dataPath, options.IsSet ? new PostgresDatabase(options) : null);
    }
}
