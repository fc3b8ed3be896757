using System.Text.Json;
using Storehouse.Hosting;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Fuzz;

/// <summary>The product as its command line starts it, in this process, on a free loopback port.</summary>
internal sealed class FuzzServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly RunningApi _api;

    private FuzzServer(DirectoryInfo folder, RunningApi api)
    {
        (_folder, _api) = (folder, api);
        Address = new Uri(api.Addresses.First());
        Http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _api.Services;

    /// <summary>Without limits on the rate of requests, unless <paramref name="settings"/> say so.</summary>
    public static async Task<FuzzServer> Start(params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-fuzz-");
        return new(folder, await ApiProcess.Start(
        [
            "--urls", "http://127.0.0.1:0",
            "--Storehouse:DataPath", folder.FullName,
            "--Storehouse:Admin:Password", Callers.Password,
            "--Storehouse:Identity:Clients:0:Id", Callers.ClientId,
            "--Storehouse:Identity:Clients:0:Secret", Callers.ClientSecret,
            "--Storehouse:Identity:Clients:0:Scopes:0", "orders.read",
            "--Storehouse:Identity:Clients:0:Scopes:1", "orders.write",
            "--Storehouse:Identity:Clients:0:Scopes:2", "inventory.read",
            "--Storehouse:RateLimits:Caller", "0",
            "--Storehouse:RateLimits:All", "0",
            "--Storehouse:SignIn:FailuresMax", "1000",
            "--Logging:LogLevel:Default", "Error",
            "--Logging:LogLevel:Storehouse", "Error",
            "--Logging:LogLevel:Storehouse.Http", "Warning",
            .. settings,
        ]));
    }

    /// <summary>The descriptions that it serves, of each version.</summary>
    public async Task<IReadOnlyList<ApiDescription>> Describe()
    {
        var found = new List<ApiDescription>();
        for (var version = 1; ; version++)
        {
            using var answer = await Http.GetAsync(new Uri($"/openapi/v{version}.json", UriKind.Relative));
            if (!answer.IsSuccessStatusCode)
            {
                return found;
            }

            found.Add(ApiDescription.Parse(await answer.Content.ReadAsStringAsync()));
        }
    }

    /// <summary>What an administrator is answered; it must be a success.</summary>
    public async Task<JsonElement> Send(Caller caller, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        }

        request.Headers.Authorization = new("Bearer", caller.Token);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        using var answer = await Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _api.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
