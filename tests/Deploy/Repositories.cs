using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Deploy;

internal static class Repositories
{
    /// <summary>A file of the repository.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
