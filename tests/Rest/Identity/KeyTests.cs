using Microsoft.Data.Sqlite;
using Storehouse.Identity;

namespace Storehouse.Tests.Identity;

public sealed class KeyTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    private string Keys => Path.Combine(_folder.Path, "keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NoKeys_MakesFilesForTheOwnerOnly()
    {
        IdentityKeys.Load(Keys, TimeProvider.System);
        var files = Directory.GetFiles(Keys);
        Assert.Equal(2, files.Length);
        Assert.All(files, file => Assert.Equal(OwnerOnly, Mode(file)));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, Mode(Keys));
    }

    [Fact]
    public void Load_KeysExist_ReusesThemAndClosesThemToOthers()
    {
        var first = IdentityKeys.Load(Keys, TimeProvider.System);
        var file = Directory.GetFiles(Keys, "signing-*").Single();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        var second = IdentityKeys.Load(Keys, TimeProvider.System);
        Assert.Equal(OwnerOnly, Mode(file));
        Assert.Equal(first.Signing.Single().KeyId, second.Signing.Single().KeyId);
        Assert.Equal(
            first.Signing.Single().ECDsa.ExportParameters(true).D,
            second.Signing.Single().ECDsa.ExportParameters(true).D);
        Assert.Equal(first.Encryption.Key, second.Encryption.Key);
    }

    [Fact]
    public void Load_SeveralSigningKeys_PutsTheNewestFirst()
    {
        IdentityKeys.Load(Keys, TimeProvider.System);
        var file = Directory.GetFiles(Keys, "signing-*").Single();
        File.Copy(file, Path.Combine(Keys, "signing-99990101T000000Z.pem"));
        var keys = IdentityKeys.Load(Keys, TimeProvider.System);
        Assert.Equal(
            ["signing-99990101T000000Z", Path.GetFileNameWithoutExtension(file)],
            keys.Signing.Select(key => key.KeyId));
    }

    [Theory]
    [InlineData("signing-20260101T000000Z.pem")]
    [InlineData("encryption.key")]
    public void Load_DamagedKey_NamesTheFile(string name)
    {
        Directory.CreateDirectory(Keys);
        File.WriteAllText(Path.Combine(Keys, name), "damaged");
        var error = Assert.Throws<InvalidDataException>(() => IdentityKeys.Load(Keys, TimeProvider.System));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity.db")]
    [InlineData("grains.db")]
    public async Task Start_DamagedDatabase_NamesTheFile(string name)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder.Path, name), new string('x', 4096), TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RestServer.Start(_folder.Path));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("identity.db")]
    [InlineData("grains.db")]
    public async Task Start_DatabaseOfANewerVersion_NamesTheFile(string name)
    {
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, name)}"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 1000";
            command.ExecuteNonQuery();
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => RestServer.Start(_folder.Path));
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoAdminPassword_MakesOneAndReturnsItOnce()
    {
        string shown;
        (string, string?)[] settings =
            [("Storehouse:Admin:Password", null), ("Storehouse:Admin:UserName", "root")];
        await using (var first = await RestServer.Start(_folder.Path, clock: null, settings))
        {
            shown = first.ShownPassword!;
            Assert.InRange(shown.Length, 16, 64);
            await first.Login("root", shown);
        }

        await using var second = await RestServer.Start(_folder.Path, clock: null, settings);
        Assert.Null(second.ShownPassword);
        await second.Login("root", shown);
    }

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
