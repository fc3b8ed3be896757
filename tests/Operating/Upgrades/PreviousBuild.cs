using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Operating.Upgrades;

/// <summary>The programs as they were one commit ago, taken from the history and built.</summary>
internal static class PreviousBuild
{
    // A commit without it has no processes of a cluster.
    private const string Marker = "cluster/start.sh";
    private static readonly TimeSpan GitWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BuildWithin = TimeSpan.FromMinutes(8);

    /// <summary>Builds it, unless that was done before.</summary>
    /// <returns>The folder it was built in, and the commit.</returns>
    public static async Task<(string Folder, string Commit)> Make()
    {
        var commit = await Commit();
        var folder = Path.Combine(Repository.Root, "tests", "Operating", "obj", "previous", commit);
        if (!File.Exists(Path.Combine(folder, "built")))
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.CreateDirectory(folder);
            await Run("git", ["archive", "--output", Path.Combine(folder, "tree.tar"), commit], GitWithin);
            await Run("tar", ["-xf", Path.Combine(folder, "tree.tar"), "-C", folder], GitWithin);

            // The front end refers to the silo, so that both come of it.
            await Run(
                "dotnet",
                [
                    "build", Path.Combine(folder, "Api"), "-c", "Release", "-nodeReuse:false", "-v", "quiet",
                    "-p:RunAnalyzers=false",
                ],
                BuildWithin);
            await File.WriteAllTextAsync(Path.Combine(folder, "built"), commit);
        }

        return (folder, commit);
    }

    /// <summary>The parent of what is checked out; without one that runs a cluster, what is checked out.</summary>
    private static async Task<string> Commit()
    {
        foreach (var name in (string[])["HEAD~1", "HEAD"])
        {
            if (await Git("cat-file", "-e", $"{name}:{Marker}") is not null
                && await Git("rev-parse", name) is { } commit)
            {
                return commit.Trim();
            }
        }

        Assert.Skip(
            $"'{Repository.Root}' has no git history with a commit that has {Marker}: an upgrade can be tested in a "
            + "clone only.");
        return "";
    }

    private static async Task<string?> Git(params IEnumerable<string> arguments)
    {
        await using var git = new NativeProcess("git", arguments, Repository.Root);
        await git.WaitForExit(GitWithin);
        return git.ExitCode == 0 ? git.Output : null;
    }

    private static Task Run(string program, IEnumerable<string> arguments, TimeSpan within) =>
        NativeProcess.Run(program, arguments, Repository.Root, user: null, within);
}
