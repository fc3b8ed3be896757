namespace Storehouse.Tests.Processes;

/// <summary>Where the programs under test were built, seen from a test program beside them.</summary>
public static class Repository
{
    private const string SolutionFile = "Orleans.sln";

    public static string Root { get; } = FindRoot();

    /// <summary>The built assembly of a project, in the configuration of the running program.</summary>
    /// <param name="projectFolder">From the root, such as <c>Api</c>.</param>
    public static string Assembly(string projectFolder, string assemblyName)
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = framework.Parent!;
        var path = Path.Combine(
            Root, projectFolder, "bin", configuration.Name, framework.Name, assemblyName + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"'{path}' is not built.", path);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        for (; folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionFile)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException(
            $"No folder above '{AppContext.BaseDirectory}' holds {SolutionFile}.");
    }
}
