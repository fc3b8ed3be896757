using System.Net.Http.Json;
using System.Text.Json;
using Storehouse.Hosting;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Oidc;

/// <summary>
/// The OpenID provider as others' programs meet it: certified client libraries in Node.js, people with a browser
/// (Chromium, scripts off but on the docs), and the product as its command line starts it.
/// </summary>
public sealed class FlowTests(StartedServer server) : IClassFixture<StartedServer>
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(90);

    [Fact]
    public Task OpenIdClient_EveryFlow_Works() => Run("openid-client");

    [Fact]
    public Task Oauth4webapi_PublicClientAndItsAccessToken_Work() => Run("oauth4webapi");

    [Fact]
    public Task Pages_WithTheKeyboardAlone_AreUsableAndAccessible() => Run("pages");

    [Fact]
    public Task Docs_SignedInThroughThePages_SendRequests() => Run("docs");

    [Fact]
    public Task Account_SecondFactorsPasskeysAndSessions_AreLookedAfterInABrowser() => Run("account");

    private async Task Run(string flow)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Oidc");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules")), "Run tests/install.sh first.");
        await using var node = new NativeProcess(
            "env",
            [$"ISSUER={server.Address}", $"ADMIN_TOKEN={server.AdminToken}", "node", $"flows/{flow}.mjs"],
            folder);
        await node.WaitForExit(Within);
        Assert.True(node.ExitCode == 0, node.Output);
    }
}

/// <summary>The product, on a free loopback port that its issuer names.</summary>
public sealed class StartedServer : IAsyncLifetime
{
    private const string AdminPassword = "correct horse battery";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-");
    private RunningApi? _api;

    public string Address { get; } = $"http://localhost:{ServerProcess.FreePort()}/";

    public string AdminToken { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _api = await ApiProcess.Start(
        [
            "--urls", Address,
            "--Storehouse:DataPath", _folder.FullName,
            "--Storehouse:Admin:Password", AdminPassword,
            "--Logging:LogLevel:Default", "Error",
        ]);
        using var http = new HttpClient { BaseAddress = new Uri(Address) };
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/login", new { username = "admin", password = AdminPassword });
        var login = await answer.Content.ReadFromJsonAsync<JsonElement>();
        AdminToken = login.GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
