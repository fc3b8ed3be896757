using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Contract;

/// <summary>The product in a process of its own, on a free loopback port, with a password made for this run.</summary>
public sealed class StartedServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-contract-");
    private ServerProcess? _server;

    public static string Password { get; } = RandomNumberGenerator.GetHexString(24);

    public string Address => _server!.BaseAddress.OriginalString;

    /// <summary>As the administrator.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(30) };

    public async ValueTask InitializeAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["Storehouse__DataPath"] = _folder.FullName,
            ["Storehouse__Admin__Password"] = Password,
        };
        _server = await ServerProcess.Start(
            new(Repository.Assembly("Api", "Storehouse.Api"), settings, ServerProcess.FreePort(), _folder.FullName),
            TestContext.Current.CancellationToken);
        Http.BaseAddress = _server.BaseAddress;
        using var answer = await Http.PostAsJsonAsync("/api/v1/login", new { username = "admin", password = Password });
        var login = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer", login.GetProperty("access_token").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
