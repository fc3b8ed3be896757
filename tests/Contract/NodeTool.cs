using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Contract;

/// <summary>Programs of Node.js that tests/install.sh puts beside what uses them.</summary>
internal static class NodeTool
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    /// <summary>Runs one to its end.</summary>
    /// <param name="folder">From the root; where it is installed and runs.</param>
    /// <param name="variables">Of its environment, as <c>NAME=value</c>.</param>
    /// <returns>Its exit code and the last lines it printed.</returns>
    public static async Task<(int Code, string Output)> Run(
        string folder, string name, string[] arguments, params string[] variables)
    {
        var path = Path.Combine(Repository.Root, folder);
        var modules = Path.Combine(path, "node_modules");
        Assert.True(Directory.Exists(modules), "Run tests/install.sh first.");
        string[] program = name.EndsWith("js", StringComparison.Ordinal)
            ? ["node", name]
            : [Path.Combine(modules, ".bin", name)];
        await using var tool = new NativeProcess(
            "env", ["NO_COLOR=1", .. variables, .. program, .. arguments], path);
        await tool.WaitForExit(Within);
        return (tool.ExitCode, tool.Output);
    }

    /// <summary>The same for one that must end with 0.</summary>
    public static async Task<string> Succeed(
        string folder, string name, string[] arguments, params string[] variables)
    {
        var (code, output) = await Run(folder, name, arguments, variables);
        Assert.True(code == 0, $"{name} ended with {code}:\n{output}");
        return output;
    }
}
