using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Storehouse.Tests.Books;

internal sealed record ImportState(
    string Id, string Status, long? RowsTotal, long RowsDone, long Accepted, long Rejected, long Skipped,
    long Adjustments, long Returns, long UnmatchedReturns, string? Error);

internal sealed record RejectedOrder(string OrderId, long[] Rows, RejectedReason[] Reasons);

internal sealed record RejectedReason(long? Row, string Code, string Detail);

internal sealed record ListedOrder(string Id, string Status, string Reference, ListedLine[] Lines);

internal sealed record ListedLine(string Sku, int Quantity, int Shipped, int Returned);

internal sealed record ListedInventory(string Sku, Balances Totals);

internal sealed record Balances(int OnHand, int Reserved, int Available);

internal sealed record VerifyState(bool Closed, long InFlight, JsonElement[] Differences);

/// <summary>The API as the check needs it.</summary>
internal sealed class BooksClient(Uri server, string password) : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private static readonly TimeSpan LoginLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(5) };

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Signs in; on its first start a server may be ready a moment before its administrator is.
    /// </summary>
    public async Task Login(CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(RetryPause);
        var started = Stopwatch.StartNew();
        do
        {
            using var answer = await _http.PostAsJsonAsync(
                new Uri("/api/v1/login", UriKind.Relative),
                new { username = "admin", password },
                cancellation);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || started.Elapsed > LoginLimit)
            {
                await Check(answer, cancellation);
                var token = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
                _http.DefaultRequestHeaders.Authorization =
                    new("Bearer", token.GetProperty("access_token").GetString());
                return;
            }
        }
        while (await pause.WaitForNextTickAsync(cancellation));
    }

    /// <returns>The import's id.</returns>
    public async Task<string> Upload(string path, string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        using var body = new StreamContent(stream);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        if (file.EndsWith(".gz", StringComparison.Ordinal))
        {
            body.Headers.ContentEncoding.Add("gzip");
        }

        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), body, cancellation);
        await Check(answer, cancellation);
        return (await answer.Content.ReadFromJsonAsync<ImportState>(Json, cancellation))!.Id;
    }

    public async Task<T> Get<T>(string path, CancellationToken cancellation)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        await Check(answer, cancellation);
        return (await answer.Content.ReadFromJsonAsync<T>(Json, cancellation))!;
    }

    public async Task<List<T>> GetAll<T>(string path, CancellationToken cancellation)
    {
        var all = new List<T>();
        for (var cursor = ""; ;)
        {
            var page = await Get<Page<T>>($"{path}?limit=200{cursor}", cancellation);
            all.AddRange(page.Data);
            if (page.NextCursor is null)
            {
                return all;
            }

            cursor = $"&cursor={page.NextCursor}";
        }
    }

    private static async Task Check(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: "
                + await answer.Content.ReadAsStringAsync(cancellation));
        }
    }

    private sealed record Page<T>(T[] Data, string? NextCursor);
}
