using System.Diagnostics;

namespace Storehouse.Tests.Servers;

/// <summary>A temporary folder that another user may own.</summary>
internal static class ServerFolder
{
    public static string Create(string kind, string? user)
    {
        var folder = Directory.CreateTempSubdirectory($"storehouse-{kind}-").FullName;
        if (user is not null && Environment.IsPrivilegedProcess)
        {
            using var change = Process.Start("chown", [user, folder]);
            change.WaitForExit();
        }

        return folder;
    }
}
