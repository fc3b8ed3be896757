using System.Globalization;
using Npgsql;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Networks;

namespace Storehouse.Tests.Servers.Clusters;

/// <summary>What a cluster under test is made of.</summary>
/// <param name="Settings">More settings of every process, on top of those that tie them together.</param>
public sealed record ClusterPlan(int Silos, int Apis, IReadOnlyDictionary<string, string>? Settings = null)
{
    /// <summary>Lines for postgresql.conf.</summary>
    public IReadOnlyList<string> Postgres { get; init; } = [];

    /// <summary>A server that outlives the cluster, in place of one of its own.</summary>
    public SharedPostgres? Shared { get; init; }

    /// <summary>Where another version of the programs was built, in Release; null = the one under test.</summary>
    public string? Build { get; init; }

    /// <summary>Folder for a file of all that each process prints; null: only the last lines are kept.</summary>
    public string? LogFolder { get; init; }

    /// <summary>Each silo on a network place of its own, to be cut off; see <see cref="LocalNetwork"/>.</summary>
    public bool SilosCanBeCutOff { get; init; }

    internal string Assembly(string project) => Build is null
        ? Repository.Assembly(project, "Storehouse." + project)
        : Path.Combine(Build, project, "bin", "Release", "net10.0", $"Storehouse.{project}.dll");
}

/// <param name="Database">Connection string of the cluster's database on it.</param>
public sealed record SharedPostgres(PostgresServer Server, string Database);

/// <summary>
/// The product as operators run it, on loopback: PostgreSQL, Consul, silos, front ends and the gateway, each a
/// process of its own.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    public const string Admin = "admin";
    public const string Password = "cluster-Password-1";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-cluster-");
    private readonly ClusterPlan _plan;
    private readonly List<ClusterMember> _silos = [];
    private readonly List<ClusterMember> _apis = [];
    private NginxServer? _gateway;

    private readonly LocalNetwork? _network;

    private LocalCluster(
        ClusterPlan plan, LocalNetwork? network, PostgresServer postgres, ConsulServer consul) =>
        (_plan, _network, Postgres, Consul) = (plan, network, postgres, consul);

    public PostgresServer Postgres { get; }

    public ConsulServer Consul { get; }

    public IReadOnlyList<ClusterMember> Silos => _silos;

    public IReadOnlyList<ClusterMember> Apis => _apis;

    /// <summary>Where clients send their requests.</summary>
    public Uri Gateway => _gateway!.Address;

    /// <summary>Starts everything and waits until all of it is ready.</summary>
    public static async Task<LocalCluster> Start(ClusterPlan plan, CancellationToken cancellation = default)
    {
        var network = plan.SilosCanBeCutOff ? LocalNetwork.Create() : null;
        IReadOnlyList<string> listen = network is null
            ? []
            : [$"listen_addresses = '127.0.0.1,{network.Address}'"];
        var clients = network is null
            ? null
            : new Dictionary<string, object> { ["client_addr"] = $"127.0.0.1 {network.Address}" };
        var cluster = new LocalCluster(
            plan,
            network,
            plan.Shared?.Server
                ?? await PostgresServer.Start(["max_connections = 300", .. listen, .. plan.Postgres]),
            await ConsulServer.Start(clients));
        try
        {
            for (var number = 1; number <= plan.Silos; number++)
            {
                cluster.NewSilo().Launch();
            }

            for (var number = 1; number <= plan.Apis; number++)
            {
                cluster.NewApi().Launch();
            }

            foreach (var member in cluster._silos.Concat(cluster._apis))
            {
                await member.WaitReady(cancellation);
            }

            cluster._gateway = await NginxServer.Start(cluster._apis.Select(api => api.Address));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>One more silo, not started.</summary>
    public ClusterMember NewSilo()
    {
        var name = $"silo{_silos.Count + 1}";
        var place = _network?.NewPlace();
        var settings = Settings(name, _network?.Address ?? "127.0.0.1");
        settings["Storehouse__Silo__Port"] = Text(ServerProcess.FreePort());
        settings["Storehouse__Silo__GatewayPort"] = Text(ServerProcess.FreePort());
        settings["Storehouse__Silo__AdvertisedAddress"] = place?.Address ?? "127.0.0.1";
        return Add(_silos, name, _plan.Assembly("Silo"), settings, place);
    }

    /// <summary>One more front end, not started; the gateway of a started cluster does not know it.</summary>
    public ClusterMember NewApi()
    {
        var name = $"api{_apis.Count + 1}";
        return Add(_apis, name, _plan.Assembly("Api"), Settings(name, "127.0.0.1"), null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        foreach (var member in _apis.Concat(_silos))
        {
            await member.DisposeAsync();
        }

        await Consul.DisposeAsync();
        if (_plan.Shared is null)
        {
            await Postgres.DisposeAsync();
        }

        _network?.Dispose();
        _folder.Delete(recursive: true);
    }

    private ClusterMember Add(
        List<ClusterMember> members, string name, string assembly, Dictionary<string, string> settings,
        NetworkPlace? place)
    {
        var member = new ClusterMember(name, assembly, settings, Path.Combine(_folder.FullName, name))
        {
            Place = place,
            Log = _plan.LogFolder is { } logs ? Path.Combine(logs, name + ".log") : null,
        };
        members.Add(member);
        return member;
    }

    /// <param name="host">Where the process reaches the servers.</param>
    private Dictionary<string, string> Settings(string name, string host)
    {
        var settings = new Dictionary<string, string>
        {
            ["Storehouse__DataPath"] = Path.Combine(_folder.FullName, name + "-data"),
            ["Storehouse__Postgres__ConnectionString"] =
                new NpgsqlConnectionStringBuilder(_plan.Shared?.Database ?? Postgres.ConnectionString)
                {
                    Host = host,
                }.ConnectionString,
            ["Storehouse__Consul__Address"] = $"http://{host}:{Consul.Address.Port}",
            ["Storehouse__Discovery__Kind"] = "Consul",
            ["Storehouse__Admin__UserName"] = Admin,
            ["Storehouse__Admin__Password"] = Password,
            ["Storehouse__Login__Enabled"] = "true",
            ["Storehouse__Gateway__Trusted__0"] = "127.0.0.1",
            ["Logging__LogLevel__Default"] = "Warning",
        };
        foreach (var (key, value) in _plan.Settings ?? new Dictionary<string, string>())
        {
            settings[key] = value;
        }

        return settings;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
