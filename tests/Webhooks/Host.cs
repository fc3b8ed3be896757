using Storehouse.Hosting;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests;

/// <summary>The product in this process, on a free loopback port, over a folder of its own.</summary>
public sealed class Host : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-");
    private RunningApi? _api;

    internal Shop Shop { get; private set; } = null!;

    public string Folder => _folder.FullName;

    /// <summary>
    /// What lets webhooks reach a receiver on this machine, and fail fast; an attempt has as long as a receiver may
    /// take that a busy machine lets run seldom.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["Storehouse:Admin:Password"] = Shop.Password,
        ["Storehouse:Webhooks:AllowHttp"] = "true",
        ["Storehouse:Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
        ["Storehouse:Webhooks:AttemptTimeout"] = "00:00:05",
        ["Storehouse:Webhooks:Rest"] = "00:00:00.050",
        ["Storehouse:Webhooks:RestMax"] = "00:00:00.200",
        ["Storehouse:Webhooks:RetryPauses:0"] = "00:00:00.050",
        ["Storehouse:Webhooks:RetryPauses:1"] = "00:00:00.100",
        ["Storehouse:Webhooks:RetryPauses:2"] = "00:00:00.200",
        ["Storehouse:Webhooks:RetryPauses:3"] = "00:00:00.400",
    };

    /// <summary>The same, as environment variables.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = Settings.ToDictionary(
        setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value);

    public async ValueTask InitializeAsync()
    {
        _api = await Start(_folder.FullName);
        Shop = await Shop.Enter(new Uri(_api.Addresses.First()));
    }

    internal static Task<RunningApi> Start(string dataPath, params string[] more) => ApiProcess.Start(
    [
        "--urls", "http://127.0.0.1:0",
        "--Storehouse:DataPath", dataPath,
        "--Logging:LogLevel:Default", "Error",
        .. Settings.SelectMany(setting => (string[])["--" + setting.Key, setting.Value]),
        .. more,
    ]);

    /// <summary>The product in a process of its own, to be killed.</summary>
    internal static ServerStart Process(string folder, int port) => new(
        Repository.Assembly("Api", "Storehouse.Api"),
        new Dictionary<string, string>(Environment)
        {
            ["Storehouse__DataPath"] = Path.Combine(folder, "data"),
            ["Logging__LogLevel__Default"] = "Warning",
        },
        port,
        folder);

    public async ValueTask DisposeAsync()
    {
        Shop.Dispose();
        await _api!.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}

/// <summary>
/// Tests that make events happen on the shared server, one after the other: what one's webhooks are sent and how
/// they fail is for no other to change.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SharedServer
{
    public const string Name = "shared server";
}
