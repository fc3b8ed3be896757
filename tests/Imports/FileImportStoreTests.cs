using Microsoft.Data.Sqlite;
using Storehouse.Imports;
using Xunit;

namespace Storehouse.Tests.Imports;

public sealed class FileImportStoreTests : ImportStoreTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImportDatabase _database;

    public FileImportStoreTests()
    {
        _database = new(new(_folder.Path));
        Store = new FileImportStore(_database);
    }

    internal override ImportStore Store { get; }

    internal override IImportDatabase Database => _database;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public void Open_NewerFile_Refused()
    {
        using (var connection = _database.Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Throws<InvalidDataException>(() => new ImportDatabase(new(_folder.Path)));
    }

    [Fact]
    public void Open_NoDatabase_RefusedByName()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "imports"));
        var path = folder.File("imports/imports.db", new string('x', 8192));

        var fault = Assert.Throws<InvalidDataException>(() => new ImportDatabase(new(folder.Path)));
        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
    }
}
