using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Settings;

/// <summary>SETTINGS.md says what the code says.</summary>
public sealed class SettingsPageTests
{
    private const string Update = "STOREHOUSE_UPDATE_SETTINGS_PAGE";

    [Fact]
    public async Task Silo_SectionsOfTheFrontEnd_AreAllKnownToIt()
    {
        using var folder = new TemporaryFolder();
        await using (await Hosting.ApiProcessHost.Start(folder.Path))
        {
            // A section below another is allowed with it.
            Assert.Equal(
                [],
                Storehouse.Hosting.Settings.Sections
                    .Where(section => section.Value.Assembly == typeof(Storehouse.Hosting.ApiProcess).Assembly
                        && section.Key.Count(one => one == ':') == 1)
                    .Select(section => section.Key)
                    .Except(Storehouse.Hosting.SiloProcess.SectionsOfTheFrontEnd));
        }
    }

    [Fact]
    public async Task Page_EverySettingOfARunningProcess_IsAsInTheCode()
    {
        using var folder = new TemporaryFolder();
        await using (await Hosting.ApiProcessHost.Start(folder.Path))
        {
            var page = new SettingsPage().Write(
                Storehouse.Hosting.Settings.Sections.Select(pair => (pair.Key, pair.Value)));
            var path = Path.Combine(Repository.Root, "SETTINGS.md");
            if (Environment.GetEnvironmentVariable(Update) is not null)
            {
                await File.WriteAllTextAsync(path, page, TestContext.Current.CancellationToken);
            }

            var committed = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
            Assert.True(
                committed == page,
                $"SETTINGS.md is behind: {Update}=1 dotnet run --project tests/Rest -- -class \"*SettingsPageTests\"");
        }
    }
}
