using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Storehouse.Tests.Storage;

public sealed class FileGrainStorageTests(SharedServer shared) : GrainStorageTests
{
    protected override IGrainStorage Storage =>
        shared.Server.Services.GetRequiredKeyedService<IGrainStorage>("Default");

    protected override Task<long> CountRows(GrainId id)
    {
        using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(shared.Server.DataPath, "grains.db")};Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM OrleansStorage WHERE GrainIdExtensionString = $key";
        command.Parameters.AddWithValue("$key", "=" + id.Key);
        return Task.FromResult((long)command.ExecuteScalar()!);
    }
}
