using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Storehouse.Identity;

namespace Storehouse.Tests.Identity;

public sealed class KeyTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TemporaryFolder _folder = new();

    private string Keys => Path.Combine(_folder.Path, "keys");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Refresh_NoKeys_MakesFilesForTheOwnerOnly()
    {
        await Load();
        var files = Directory.GetFiles(Keys);
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.Equal(OwnerOnly, Mode(file)));
        Assert.Equal(OwnerOnly | UnixFileMode.UserExecute, Mode(Keys));
    }

    [Fact]
    public async Task Refresh_KeysExist_ReusesThemAndClosesThemToOthers()
    {
        var first = await Load();
        var file = Directory.GetFiles(Keys, "signing-*").Single();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }

        var second = await Load();
        Assert.Equal(OwnerOnly, Mode(file));
        Assert.Equal(first.Published.Select(Thumbprint), second.Published.Select(Thumbprint));
        Assert.Equal(first.Encryption.Key, second.Encryption.Key);
    }

    [Theory]
    [InlineData("signing-20260101T000000Z.pem")]
    [InlineData("identity-20260101T000000Z.pem")]
    [InlineData("encryption.key")]
    public async Task Refresh_DamagedKey_NamesIt(string name)
    {
        Directory.CreateDirectory(Keys);
        await File.WriteAllTextAsync(
            Path.Combine(Keys, name), "damaged", TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<InvalidDataException>(Load);
        Assert.Contains(Path.GetFileNameWithoutExtension(name), error.Message, StringComparison.Ordinal);
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

    private async Task<IdentityKeys> Load()
    {
        using var ring = new IdentityKeyRing(
            new KeyFolder(Keys), Options.Create(new IdentityOptions()), TimeProvider.System);
        await ring.Refresh(TestContext.Current.CancellationToken);
        return ring.Current;
    }

    private static string Thumbprint(SigningCredentials key) =>
        key.Key.KeyId + Convert.ToHexString(key.Key.ComputeJwkThumbprint());

    private static UnixFileMode Mode(string path) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
}
