using System.Net;
using System.Text.Json;
using Storehouse.Consul;
using Storehouse.Tests.Servers;
using Xunit;

namespace Storehouse.Tests.Membership;

/// <summary>A server whose access control refuses what is not granted.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private const string Cluster = "guarded";
    private readonly string _master = Guid.NewGuid().ToString();
    private readonly string _folder = Directory.CreateTempSubdirectory("storehouse-token-").FullName;
    private ConsulServer? _server;
    private string _write = "";
    private string _read = "";

    public async ValueTask InitializeAsync()
    {
        _server = await ConsulServer.Start(new Dictionary<string, object>
        {
            ["acl"] = new Dictionary<string, object>
            {
                ["enabled"] = true,
                ["default_policy"] = "deny",
                ["tokens"] = new Dictionary<string, string> { ["master"] = _master },
            },
        });
        using var client = new ConsulClient(new() { Address = _server.Address, Token = _master });
        await Eventually.Is(
            async () => (await client.SendAsync(HttpMethod.Get, "v1/acl/token/self")).IsSuccess,
            "access control is ready");
        _write = await Grant(client, "write");
        _read = await Grant(client, "read");
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Calls_TokenWithTheRightOfItsCluster_AreDone()
    {
        await using var table = await Open(_write);
        await table.Insert(Table.Silo());
        await table.Beat(Table.Silo(), Table.Now());
        Assert.Single((await table.Membership.ReadAll()).Members);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00000000-1111-2222-3333-444444444444")]
    public async Task Calls_NoOrUnknownToken_AreForbiddenAtOnce(string? token)
    {
        await using var table = new Table(
            _server!.Address, options => options.Token = token, Cluster);
        foreach (var call in new Func<Task>[]
        {
            () => table.Membership.ReadAll(),
            () => table.Beat(Table.Silo(), Table.Now()),
            () => table.Membership.InsertRow(Table.Silo(), new(1, "0")),
        })
        {
            var fault = await Assert.ThrowsAnyAsync<IOException>(() => Wrapped(call));
            Assert.Contains(
                token is null ? "Permission denied" : "ACL not found", fault.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task InsertRow_TokenThatMayOnlyRead_ThrowsAndIsNotTakenForContention()
    {
        await using (var writer = await Open(_write))
        {
            await writer.Insert(Table.Silo());
        }

        await using var table = new Table(_server!.Address, options => options.Token = _read, Cluster);
        var data = await table.Membership.ReadAll();
        var fault = await Assert.ThrowsAnyAsync<IOException>(
            () => Wrapped(() => table.Membership.InsertRow(Table.Silo(), data.Version.Next())));
        Assert.Contains("Permission denied", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_TokenFileRewritten_UseTheNewToken()
    {
        var file = Path.Combine(_folder, "token");
        await File.WriteAllTextAsync(file, Guid.NewGuid() + "\n");
        await using var table = new Table(_server!.Address, options => options.TokenFile = file, Cluster);
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => table.Membership.ReadAll());
        Assert.Equal(HttpStatusCode.Forbidden, fault.StatusCode);
        await File.WriteAllTextAsync(file, _write + "\n");
        await table.Membership.ReadAll();

        // One that is being written does not count.
        await File.WriteAllTextAsync(file, "");
        await table.Membership.ReadAll();
    }

    private static async Task Wrapped(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (HttpRequestException fault)
        {
            Assert.Equal(HttpStatusCode.Forbidden, fault.StatusCode);
            throw new IOException(fault.Message, fault);
        }
    }

    private static async Task<string> Grant(ConsulClient client, string right)
    {
        var rules = $"key_prefix \"orleans/{Cluster}/\" {{ policy = \"{right}\" }}";
        var policy = JsonSerializer.SerializeToUtf8Bytes(new { Name = right, Rules = rules });
        (await client.SendAsync(HttpMethod.Put, "v1/acl/policy", body: policy)).EnsureSuccess();
        var token = JsonSerializer.SerializeToUtf8Bytes(new { Policies = new[] { new { Name = right } } });
        var answer = (await client.SendAsync(HttpMethod.Put, "v1/acl/token", body: token)).EnsureSuccess();
        using var document = JsonDocument.Parse(answer.Body);
        return document.RootElement.GetProperty("SecretID").GetString()!;
    }

    private Task<Table> Open(string token) =>
        Table.Open(_server!.Address, options => options.Token = token, Cluster);
}
