using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Telemetry.Support;

/// <summary>The one-process server on a folder that outlives it.</summary>
internal static class EmbeddedServer
{
    public const string Password = "correct horse battery";

    public static Task<ServerProcess> Start(string folder, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["Storehouse__DataPath"] = folder,
            ["Storehouse__Admin__Password"] = Password,
            ["Storehouse__Login__Enabled"] = "true",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return ServerProcess.Start(
            new(Repository.Assembly("Api", "Storehouse.Api"), environment, ServerProcess.FreePort(), folder),
            TestContext.Current.CancellationToken);
    }
}
