using System.Text.Json;
using Storehouse.Cli.CommandLine;

namespace Storehouse.Cli.Identity;

/// <summary>The file of saved logins, readable by its owner alone.</summary>
internal sealed class CredentialStore(string path)
{
    private SavedLogins? _logins;

    public string Path => path;

    /// <summary><c>$XDG_CONFIG_HOME/storehouse/credentials.json</c>, or in the platform's own folder for
    /// settings.</summary>
    public static CredentialStore ForUser()
    {
        var folder = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } set
            ? set
            : Environment.GetFolderPath(
                Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return new CredentialStore(System.IO.Path.Combine(folder, "storehouse", "credentials.json"));
    }

    /// <summary>The saved logins; a file that cannot be read counts as none and is written anew by the
    /// next login.</summary>
    public SavedLogins Load() => _logins ??= Read();

    public void Save(SavedLogins logins)
    {
        try
        {
            Write(logins);
            _logins = logins;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(
                ExitCode.Usage, $"Cannot write {path}: {fault.Message}",
                "Set XDG_CONFIG_HOME to a folder that can be written, or pass a token in STOREHOUSE_TOKEN.");
        }
    }

    private SavedLogins Read()
    {
        try
        {
            using var file = File.OpenRead(path);
            var saved = JsonSerializer.Deserialize(file, CredentialsJson.Default.SavedLogins);
            return saved?.Logins is null ? SavedLogins.None : saved;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return SavedLogins.None;
        }
    }

    private void Write(SavedLogins logins)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // Written aside and renamed, so that a command running at the same time reads a whole file.
        var aside = $"{path}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(aside, options))
        {
            JsonSerializer.Serialize(file, logins, CredentialsJson.Default.SavedLogins);
        }

        File.Move(aside, path, overwrite: true);
    }
}
