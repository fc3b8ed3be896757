using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Storehouse.Hosting;
using Storehouse.Tests.Hosting;

namespace Storehouse.Tests.Authorization;

/// <summary>Every route, asked by everybody, over HTTP and with real tokens.</summary>
public sealed class AccessMatrixTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningApi? _api;
    private HttpClient? _http;
    private Comers? _comers;
    private Subjects? _subjects;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiProcessHost.Start(_folder.Path, Comers.Settings);
        _http = new HttpClient(HeldClient.Handler())
        {
            BaseAddress = new Uri(_api.Addresses.First()),
        };
        _comers = await Comers.SignIn(_api, _http);
        _subjects = await Subjects.Create(_comers.Caller(Comer.Admin), _comers.Caller(Comer.Owner));
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        await _api!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Routes_AskedByEverybody_AdmitWhomTheTableSays()
    {
        var tabled = AccessTable.Rows.Select(row => row.Route).ToHashSet();
        var mapped = MappedRoutes().ToHashSet();
        Assert.True(
            mapped.SetEquals(tabled),
            $"Mapped without a row: {string.Join(", ", mapped.Except(tabled).Order())}. "
            + $"Rows of nothing: {string.Join(", ", tabled.Except(mapped).Order())}.");
        var verify = AccessTable.Rows.First(row => row.Route == "GET /api/v1/verify");
        Assert.Equal(HttpStatusCode.OK, (await Ask(verify, verify.Pattern, _comers!.Control)).Status);

        var wrong = new List<string>();
        foreach (var row in AccessTable.Rows)
        {
            // Whoever is refused changes nothing: they may all ask for the same.
            var kept = await _subjects!.PathOf(row);
            foreach (var comer in Enum.GetValues<Comer>())
            {
                var isRefused = row.Expect(comer) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                var path = isRefused ? kept : await _subjects.PathOf(row);
                var answer = await Ask(row, path, await _comers.TokenOf(comer, row.Scope));
                if (Fault(row, comer, answer) is { } fault)
                {
                    wrong.Add($"{row.Route} by {comer}: {fault}; {answer.Code ?? answer.Challenge}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Fault(AccessRow row, Comer comer, Reply reply)
    {
        var expected = row.Expect(comer);
        if (reply.Status != expected)
        {
            return $"{(int)reply.Status} instead of {(int)expected}";
        }

        return expected switch
        {
            HttpStatusCode.Unauthorized when row.Admits != Admits.Everyone =>
                reply.Code == "unauthenticated" && reply.Challenge.StartsWith("Bearer", StringComparison.Ordinal)
                    ? null : "401 without its code or challenge",
            HttpStatusCode.Forbidden when comer == Comer.ClientWithoutTheScope =>
                reply.Code == "insufficient_scope"
                && reply.Challenge.Contains($"scope=\"{row.Scope}\"", StringComparison.Ordinal)
                    ? null : "403 that does not name the scope",
            _ => null,
        };
    }

    /// <summary>What the running program answers to, whoever mapped it.</summary>
    private IEnumerable<string> MappedRoutes() =>
        from endpoint in _api!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    private async Task<Reply> Ask(AccessRow row, string path, string? token)
    {
        using var request = new HttpRequestMessage(row.Method, path);
        if (row.Method != HttpMethod.Get && row.Method != HttpMethod.Delete)
        {
            request.Content = new StringContent(
                await _subjects!.Fill(row.Body ?? "{}"), Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", WholeServer.NewKey());
        }

        if (row.IfMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", row.IfMatch);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        using var response = await _http!.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            response.StatusCode,
            response.Headers.WwwAuthenticate.ToString(),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private sealed record Reply(HttpStatusCode Status, string Challenge, string Text)
    {
        public string? Code =>
            Text.StartsWith('{') && JsonDocument.Parse(Text).RootElement.TryGetProperty("code", out var code)
                ? code.GetString()
                : null;
    }
}
