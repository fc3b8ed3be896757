using Storehouse.Hosting;

namespace Storehouse.Tests.Hosting;

internal static class ApiProcessHost
{
    public static Task<RunningApi> Start(string dataPath, params string[] more) => ApiProcess.Start(
    [
        "--urls", "http://127.0.0.1:0",
        "--Storehouse:DataPath", dataPath,
        "--Storehouse:Admin:Password", WholeServer.AdminPassword,
        "--Logging:LogLevel:Default", "Error",
        "--Logging:LogLevel:Storehouse", "Error",
        .. more,
    ]);
}
