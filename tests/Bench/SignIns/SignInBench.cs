using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.SignIns;

/// <summary>
/// What it costs to say who one is: requests a second with a token beside the same without (both answer a problem
/// document), tokens issued a second, and how long a sign-in takes.
/// </summary>
public static class SignInBench
{
    private const string Admin = "admin";
    private const string Password = "bench-Password-1";
    private const string Client = "bench";
    private const string Secret = "bench-secret-1";

    public static async Task<int> Run(BenchOptions options, MachineFigures machine, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("storehouse-bench-");
        await using var server = await Start(folder, cancellation);
        var token = await LogIn(server.BaseAddress, cancellation);
        Console.WriteLine(
            $"machine: {machine.Cores} cores, {machine.Processor}; {options.Connections} connections, "
            + $"{options.Round.TimeMax.TotalSeconds:F0} s each, median of {options.Rounds}");
        Console.WriteLine($"  {"",-24}{"requests/s",12}{"p50 ms",9}{"p99 ms",9}");
        var figures = new List<SignInFigures>();
        foreach (var one in Cases(server.BaseAddress.Authority, token, options.Connections))
        {
            var rounds = new List<SignInFigures>();
            for (var round = 0; round <= options.Rounds; round++)
            {
                rounds.Add(await Measure(one, server.BaseAddress.Port, options.Round.TimeMax, cancellation));
            }

            figures.Add(rounds.Skip(1).OrderBy(round => round.PerSecond).ElementAt(options.Rounds / 2));
            var median = figures[^1];
            Console.WriteLine(
                $"  {median.Name,-24}{median.PerSecond,12:N0}{median.P50Milliseconds,9:F2}"
                + $"{median.P99Milliseconds,9:F2}");
        }

        Console.WriteLine(
            $"  to the empty route: with a token {figures[1].PerSecond / figures[0].PerSecond:F2}, "
            + $"tokens issued {figures[2].PerSecond / figures[0].PerSecond:F3}");
        if (options.JsonFile is { } file)
        {
            await Report.Write(figures, file, cancellation);
        }

        await server.DisposeAsync();
        folder.Delete(recursive: true);
        return 0;
    }

    private static IEnumerable<(string Name, int Status, int Connections, byte[] Request)> Cases(
        string host, string token, int connections) =>
    [
        ("empty route", 404, connections, Request("GET", "/problems/nothing", host)),
        ("with a token", 404, connections,
            Request("GET", "/api/v1/users/nothing", host, $"Authorization: Bearer {token}")),
        ("token issued", 200, connections, Request(
            "POST", "/connect/token", host,
            "Content-Type: application/x-www-form-urlencoded",
            body: $"grant_type=client_credentials&client_id={Client}&client_secret={Secret}")),
        ("sign-in, one at a time", 200, 1, Request(
            "POST", "/api/v1/login", host, "Content-Type: application/json",
            body: $$"""{"username":"{{Admin}}","password":"{{Password}}"}""")),
    ];

    private static Task<ServerProcess> Start(DirectoryInfo folder, CancellationToken cancellation) =>
        ServerProcess.Start(
            new(
                Repository.Assembly("Api", "Storehouse.Api"),
                new Dictionary<string, string>
                {
                    ["Storehouse__DataPath"] = Path.Combine(folder.FullName, "data"),
                    ["Storehouse__Admin__UserName"] = Admin,
                    ["Storehouse__Admin__Password"] = Password,
                    ["Storehouse__Identity__Clients__0__Id"] = Client,
                    ["Storehouse__Identity__Clients__0__Secret"] = Secret,
                    ["Logging__LogLevel__Default"] = "Warning",
                },
                ServerProcess.FreePort(),
                folder.CreateSubdirectory("run").FullName),
            cancellation);

    private static async Task<string> LogIn(Uri server, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = server };
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/login", new { username = Admin, password = Password }, cancellation);
        answer.EnsureSuccessStatusCode();
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return json.GetProperty("access_token").GetString()!;
    }

    private static byte[] Request(string method, string path, string host, string? header = null, string body = "") =>
        Encoding.ASCII.GetBytes(string.Join(
            "\r\n",
            new[] { $"{method} {path} HTTP/1.1", $"Host: {host}", header, $"Content-Length: {body.Length}", "", body }
                .OfType<string>()));

    private static async Task<SignInFigures> Measure(
        (string Name, int Status, int Connections, byte[] Request) one,
        int port,
        TimeSpan time,
        CancellationToken cancellation)
    {
        var latencies = new ConcurrentBag<List<double>>();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, one.Connections).Select(_ => Task.Run(
            async () =>
            {
                var own = new List<double>();
                using var connection = await HttpConnection.Open(new(IPAddress.Loopback, port), cancellation);
                while (Stopwatch.GetElapsedTime(started) < time)
                {
                    var sent = Stopwatch.GetTimestamp();
                    var (status, body) = await connection.Exchange(one.Request, cancellation);
                    if (status != one.Status)
                    {
                        throw new InvalidDataException($"{one.Name}: {status} {Encoding.UTF8.GetString(body.Span)}");
                    }

                    own.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
                }

                latencies.Add(own);
            },
            cancellation)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = latencies.SelectMany(own => own).Order().ToArray();
        return new(one.Name, all.Length / seconds, all[all.Length / 2], all[(int)(all.Length * 0.99)]);
    }
}

/// <summary>One kind of request.</summary>
public sealed record SignInFigures(string Name, double PerSecond, double P50Milliseconds, double P99Milliseconds);
