using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Storehouse.Hosting;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers;

namespace Storehouse.Tests.Deploy.Gateway;

/// <summary>An API that trusts 127.0.0.1, where the gateway's connections come from, and a gateway before it.</summary>
public sealed class BehindGateway : IAsyncLifetime
{
    private const string Password = "gateway-Password-1";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-gateway-");
    private RunningApi? _api;
    private NginxServer? _gateway;

    public Uri Api { get; } = new($"http://127.0.0.1:{ServerProcess.FreePort()}");

    public Uri Gateway => _gateway!.Address;

    internal SeenClients Seen { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _api = await ApiProcess.Start(
        [
            $"--urls={Api.OriginalString}",
            $"--Storehouse:DataPath={_folder.FullName}",
            $"--Storehouse:Admin:Password={Password}",
            "--Storehouse:Login:Enabled=true",
            "--Storehouse:Gateway:Trusted:0=127.0.0.1",

            // Nothing but the event itself may push it through what would hold it back.
            "--Storehouse:Events:Heartbeat=01:00:00",
        ]);
        _gateway = await NginxServer.Start([Api]);
    }

    public async ValueTask DisposeAsync()
    {
        Seen.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    /// <summary>A client whose connections come from the given loopback address.</summary>
    public static HttpClient Client(Uri server, string from = "127.0.0.1") =>
        new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            Expect100ContinueTimeout = TimeSpan.FromSeconds(10),
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(30),
        };

    /// <summary>A client at the gateway with the administrator's token.</summary>
    public async Task<HttpClient> Admin()
    {
        var client = Client(Gateway);
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/login", new { username = "admin", password = Password });
        var login = await Json(answer.EnsureSuccessStatusCode());
        client.DefaultRequestHeaders.Authorization = new("Bearer", login.GetProperty("access_token").GetString());
        return client;
    }

    public static async Task<JsonElement> Json(HttpResponseMessage answer)
    {
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
