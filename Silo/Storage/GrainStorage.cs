using System.Data.Common;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Storehouse.Storage;

/// <summary>The official AdoNet grain storage: on an embedded SQLite file, or on PostgreSQL.</summary>
public static class GrainStorage
{
    public const string FileName = "grains.db";
    private const string Name = "Default";
    private const string AdoNetName = "AdoNet";

    // The names are Orleans' own; the one for SQLite loads Microsoft.Data.Sqlite.
    private const string SqliteInvariant = "System.Data.SQLite";
    private const string PostgresInvariant = "Npgsql";

    /// <summary>
    /// Registers the storage named Default, and reminders where the location has them. On files it creates
    /// or upgrades the file at once.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged, or of a newer version.</exception>
    public static ISiloBuilder AddGrainStorage(this ISiloBuilder builder, StoreLocation location)
    {
        if (location.Postgres is { } postgres)
        {
            builder.Services.AddTables(postgres, PostgresGrainTables.Storage);
            builder.Services.AddTables(postgres, PostgresGrainTables.Reminders);
            builder.UseAdoNetReminderService(options =>
            {
                options.Invariant = PostgresInvariant;
                options.DataSource = postgres.DataSource;
            });
            return builder.AddAdoNet(
                PostgresInvariant, postgres.DataSource, inner => new PostgresGrainStorage(inner));
        }

        var database = new GrainDatabase(Path.Combine(location.DataPath, FileName));
        GrainStorageSchema.Ensure(database);
        return builder.AddAdoNet(SqliteInvariant, database, inner => new EmbeddedGrainStorage(inner));
    }

    private static ISiloBuilder AddAdoNet(
        this ISiloBuilder builder, string invariant, DbDataSource source,
        Func<IGrainStorage, IGrainStorage> wrap)
    {
        builder.AddAdoNetGrainStorage(AdoNetName, options => options.Configure<Serializer>(
            (storage, serializer) =>
            {
                storage.Invariant = invariant;
                storage.DataSource = source;
                storage.DeleteStateOnClear = true;
                storage.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
            }));
        builder.Services.AddGrainStorage(
            Name, (services, _) => wrap(services.GetRequiredKeyedService<IGrainStorage>(AdoNetName)));
        return builder;
    }
}
