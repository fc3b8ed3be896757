using System.Net;
using System.Text.RegularExpressions;
using Storehouse.Hosting;
using Storehouse.Tests.Authorization;
using Storehouse.Tests.Hosting;

namespace Storehouse.Tests.Contract;

/// <summary>What HTTP asks of every route there is; the table of the access test knows them all.</summary>
public sealed class MethodTests : IAsyncLifetime
{
    private static readonly string[] Expected =
    [
        "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Content-Security-Policy", "Cache-Control",
        "Trace-Id", "traceparent",
    ];

    private readonly TemporaryFolder _folder = new();
    private RunningApi? _api;
    private HttpClient? _http;
    private string _token = "";

    public async ValueTask InitializeAsync()
    {
        _api = await ApiProcessHost.Start(_folder.Path, "--Storehouse:Gateway:Trusted:0", "127.0.0.1");
        _http = new HttpClient(HeldClient.Handler())
        {
            BaseAddress = new Uri(_api.Addresses.First()),
        };
        _token = (await ApiCaller.SignIn(_http.BaseAddress, "admin", WholeServer.AdminPassword)).Token;
    }

    public async ValueTask DisposeAsync()
    {
        _http!.Dispose();
        await _api!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Routes_EachAskedWithOptionsHeadAndAForeignMethod_AnswerAsHttpSays()
    {
        var wrong = new List<string>();
        var rows = AccessTable.Rows.Where(row => !row.Route.StartsWith('*') && !IsOfSignIn(row)).ToArray();
        foreach (var path in rows.Select(PathOf).Distinct())
        {
            var methods = rows.Where(row => Fits(row, path)).Select(row => row.Method.Method).ToHashSet();
            if (methods.Contains("GET"))
            {
                methods.Add("HEAD");
                await CheckHead(path, wrong);
            }

            methods.Add("OPTIONS");
            await Check(path, HttpMethod.Options, HttpStatusCode.NoContent, methods, wrong);
            await Check(path, new HttpMethod("PURGE"), HttpStatusCode.MethodNotAllowed, methods, wrong);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Answer_BehindAGatewayWithTls_AsksForTlsFromNowOn()
    {
        foreach (var scheme in new[] { "http", "https" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            request.Headers.Add("X-Forwarded-For", "192.0.2.1");
            request.Headers.Add("X-Forwarded-Proto", scheme);
            using var answer = await _http!.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(scheme == "https", answer.Headers.Contains("Strict-Transport-Security"));
        }
    }

    private async Task Check(
        string path, HttpMethod method, HttpStatusCode status, HashSet<string> allowed, List<string> wrong)
    {
        using var answer = await Ask(path, method);
        CheckHeaders(path, method, answer, wrong);
        if (answer.StatusCode != status || !allowed.SetEquals(answer.Content.Headers.Allow))
        {
            wrong.Add(
                $"{method} {path}: {answer.StatusCode}, Allow: {string.Join(", ", answer.Content.Headers.Allow)}");
        }
    }

    private async Task CheckHead(string path, List<string> wrong)
    {
        using var get = await Ask(path, HttpMethod.Get);
        using var head = await Ask(path, HttpMethod.Head);
        CheckHeaders(path, HttpMethod.Get, get, wrong);
        var body = await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        if (get.StatusCode != head.StatusCode
            || body.Length > 0
            || get.Content.Headers.ContentType?.MediaType != head.Content.Headers.ContentType?.MediaType)
        {
            wrong.Add($"HEAD {path}: {head.StatusCode} with {body.Length} bytes, GET: {get.StatusCode}");
        }
    }

    private static void CheckHeaders(
        string path, HttpMethod method, HttpResponseMessage answer, List<string> wrong)
    {
        var missing = Expected.Where(name => !answer.Headers.Contains(name)).ToArray();
        if (missing.Length > 0)
        {
            wrong.Add($"{method} {path}: without {string.Join(", ", missing)}");
        }

        if (path.StartsWith("/api/", StringComparison.Ordinal) && answer.Headers.CacheControl is not { NoStore: true })
        {
            wrong.Add($"{method} {path}: may be stored");
        }
    }

    private async Task<HttpResponseMessage> Ask(string path, HttpMethod method)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", _token);
        return await _http!.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    // OAuth has rules of its own for how its addresses answer what they do not take.
    private static bool IsOfSignIn(AccessRow row) =>
        !row.Pattern.StartsWith("/api/", StringComparison.Ordinal)
        && !row.Pattern.StartsWith("/problems", StringComparison.Ordinal)
        && !row.Pattern.StartsWith("/health", StringComparison.Ordinal);

    // A path may fit several patterns: /users/me is a user's, too.
    private static bool Fits(AccessRow row, string path) => Regex.IsMatch(
        path, $"^{Subjects.Parameter().Replace(row.Pattern, "[^/]+")}$");

    // Nothing has the name; of routes with a parameter it is the value that is looked for and not found.
    private static string PathOf(AccessRow row) => Subjects.Parameter().Replace(row.Pattern, "nothing");
}
