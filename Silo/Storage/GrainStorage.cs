using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Storehouse.Storage;

/// <summary>The official AdoNet grain storage on an embedded SQLite file.</summary>
public static class GrainStorage
{
    public const string FileName = "grains.db";
    private const string Name = "Default";
    private const string AdoNetName = "AdoNet";

    // The name is Orleans' own for SQLite; it loads Microsoft.Data.Sqlite.
    private const string Invariant = "System.Data.SQLite";

    /// <summary>Registers the storage named Default; creates or upgrades its file at once.</summary>
    /// <param name="dataPath">An existing folder.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or of a newer version.</exception>
    public static ISiloBuilder AddGrainStorage(this ISiloBuilder builder, string dataPath)
    {
        var database = new GrainDatabase(Path.Combine(dataPath, FileName));
        GrainStorageSchema.Ensure(database);
        builder.AddAdoNetGrainStorage(AdoNetName, options => options.Configure<Serializer>(
            (storage, serializer) =>
            {
                storage.Invariant = Invariant;
                storage.DataSource = database;
                storage.DeleteStateOnClear = true;
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }));
        builder.Services.AddGrainStorage(
            Name,
            (services, _) =>
                new EmbeddedGrainStorage(services.GetRequiredKeyedService<IGrainStorage>(AdoNetName)));
        return builder;
    }
}
