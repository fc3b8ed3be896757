using System.Globalization;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Operating.Starts;

/// <summary>A process of a cluster that cannot work as it is told says so when it starts, and ends.</summary>
public sealed class StartTests(StartServers servers) : IClassFixture<StartServers>, IDisposable
{
    public const string Secret = "never-to-be-shown";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-start-");

    /// <summary>Setting, value, and words of the message.</summary>
    public static TheoryData<string, string, string> Wrong { get; } = new()
    {
        { "Storehouse:Silo:AdvertisedAddress", "here", "Storehouse:Silo:AdvertisedAddress" },
        { "Storehouse:Silo:AdvertisedAddress", "0.0.0.0", "Storehouse:Silo:AdvertisedAddress" },
        { "Storehouse:Silo:Prot", "1", "Storehouse:Silo:Prot is not known" },
        { "Storehouse:Silo:GatewayPort", "0", "Storehouse:Silo:GatewayPort" },
        { "Storehouse:Silo:ProbeTimeout", "soon", "Storehouse:Silo:ProbeTimeout" },
        { "Storehouse:Silo:RebalanceInterval", "00:00:01", "Storehouse:Silo:RebalanceInterval" },
        { "Storehouse:ClusterId", "a b", "Storehouse:ClusterId" },
        { "Storehouse:Shutdown:Timeout", "00:00:00", "Storehouse:Shutdown:Timeout" },
        { "Storehouse:Discovery:Kind", "Dns", "Storehouse:Discovery:Kind" },
        { "Storehouse:Discovery:Kind", "Eureka", "Storehouse:Discovery:Eureka:Url" },
        { "Storehouse:Consul:Address", "nowhere", "Storehouse:Consul" },
        { "Storehouse:Consul:TokenFile", "/nowhere/token", "Storehouse:Consul" },
        { "Storehouse:Postgres:Schema", "A-B", "Storehouse:Postgres:Schema" },
        { "Storehouse:Postgres:ConnectionString", "Host=;Sorce=" + Secret, "Storehouse:Postgres:ConnectionString" },
        { "Storehouse:Tls:CertificateFile", "/nowhere/tls.crt", "Storehouse:Tls:KeyFile" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Start_WrongSetting_NamesIt(string key, string value, string words)
    {
        var settings = Settings();
        settings[key] = value;

        await Start.Fails("Silo", settings, words);
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Api")]
    public async Task Start_ConsulWithoutPostgres_NamesIt(string project)
    {
        var settings = Settings();
        settings.Remove("Storehouse:Postgres:ConnectionString");

        await Start.Fails(project, settings, "Storehouse:Postgres:ConnectionString is missing");
    }

    [Fact]
    public async Task Start_SiloWithoutConsul_NamesIt()
    {
        var settings = Settings();
        settings.Remove("Storehouse:Consul:Address");

        await Start.Fails("Silo", settings, "Storehouse:Consul:Address");
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Api")]
    public async Task Start_PostgresDoesNotAnswer_SaysSoWithinItsTime(string project)
    {
        var settings = Settings();
        settings["Storehouse:Postgres:ConnectionString"] =
            $"Host=127.0.0.1;Port={ServerProcess.FreePort()};Username=postgres;Password={Secret}";
        settings["Storehouse:Postgres:StartTimeout"] = "00:00:02";
        settings["Storehouse:Journal:RetryFor"] = "00:00:02";

        await Start.Fails(project, settings, "Storehouse:Postgres", "127.0.0.1");
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Api")]
    public async Task Start_ConsulDoesNotAnswer_SaysSoWithinItsTime(string project)
    {
        var settings = Settings();
        settings["Storehouse:Consul:Address"] = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        settings["Storehouse:Consul:Token"] = Secret;
        settings["Storehouse:Consul:RetryWithin"] = "00:00:02";
        settings["Storehouse:Calls:ConnectWithin"] = "00:00:03";

        await Start.Fails(project, settings, "Storehouse:Consul");
    }

    [Theory]
    [InlineData("Silo")]
    [InlineData("Api")]
    public async Task Start_CertificateFilesMissing_NamesThem(string project)
    {
        var settings = Settings();
        foreach (var file in (string[])["CertificateFile", "KeyFile", "CaFile"])
        {
            settings["Storehouse:Tls:" + file] = Path.Combine(_folder.FullName, file);
        }

        await Start.Fails(project, settings, "Storehouse:Tls:", _folder.FullName);
    }

    [Fact]
    public async Task Start_FrontEndWithoutAnySilo_SaysSoWithinItsTime()
    {
        var settings = Settings();
        settings["Storehouse:Calls:ConnectWithin"] = "00:00:02";

        await Start.Fails("Api", settings, "No silo of the cluster answers", "Storehouse:Calls:ConnectWithin");
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["Storehouse:DataPath"] = _folder.FullName,
        ["Storehouse:Postgres:ConnectionString"] = servers.Postgres.ConnectionString,
        ["Storehouse:Consul:Address"] = servers.Consul.Address.OriginalString,
        ["Storehouse:Silo:AdvertisedAddress"] = "127.0.0.1",
        ["Storehouse:Silo:Port"] = Text(ServerProcess.FreePort()),
        ["Storehouse:Silo:GatewayPort"] = Text(ServerProcess.FreePort()),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A database and a Consul that work.</summary>
public sealed class StartServers : IAsyncLifetime
{
    public PostgresServer Postgres { get; private set; } = null!;

    public ConsulServer Consul { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Postgres = await PostgresServer.Start();
        Consul = await ConsulServer.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await Consul.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
