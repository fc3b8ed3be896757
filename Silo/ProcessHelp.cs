namespace Storehouse.Hosting;

/// <summary>
/// <c>--help</c> and <c>--version</c> on the command line: something is said, and nothing is started. They are meant
/// wherever they stand, as somebody who asks for help must not get a server.
/// </summary>
public static class ProcessHelp
{
    private const string Version = "--version";
    private static readonly string[] Asks = ["--help", "-h", "-?", Version];

    public static bool IsMeant(string[] args) => args.Intersect(Asks).Any() || args is ["help", ..];

    /// <returns>0.</returns>
    public static int Run(string[] args, string help)
    {
        var isVersion = args.Contains(Version);
        Console.Out.WriteLine(isVersion ? $"storehouse {SiloVersion.Current}" : help);
        return 0;
    }
}
