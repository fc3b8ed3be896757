using System.IO.Compression;
using System.Text;

namespace Storehouse.Tests.Cli;

public class ImportTests
{
    private const string Csv = "order_id,placed_at,sku,quantity\n536365,2010-12-01T08:26,85123A,6\n";
    private const string Orders = "/api/v1/imports/orders";

    [Fact]
    public async Task Orders_FromCsv_SendsTheFileAndFollowsItInPlainLines()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.ImportReceiving)).On(
            "GET", "/api/v1/imports/imp_01", Replies.Json(200, Shapes.ImportRunning),
            Replies.Json(200, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(
            "import", "orders", storehouse.File("orders.csv", Csv), "--source", "shop", "--currency", "GBP",
            "--time-zone", "Europe/London", "--location", "main")).Exited(0);

        var call = server.Calls[0];
        Assert.Equal("?source=shop&currency=GBP&time_zone=Europe%2FLondon&location=main", call.Query);
        Assert.Equal("text/csv", call.Header("Content-Type"));
        Assert.Equal($"{Csv.Length}", call.Header("Content-Length"));
        Assert.Equal(Csv, call.Body);
        Assert.Matches(
            """
            ^Sending orders\.csv: 0 B of 65 B, 0 B/s
            Sending orders\.csv: 65 B of 65 B, \d+(\.\d)? \w+/s
            The server has the file: import imp_01\.
            Importing orders: 0 rows, 0 rows/s, 0 rejected
            (Importing orders: .*
            )*Importing orders: 21,466 of 21,466 rows, [\d,]+ rows/s, 10 rejected
            What was rejected and why: storehouse import rejections imp_01
            $
            """.ReplaceLineEndings("\n").TrimEnd('$') + "$", outcome.Error);
        Assert.Contains("accepted           990\nrejected           10\nadjustments        4\n", outcome.Out);
        Assert.DoesNotMatch("[\x00-\x09\x0b-\x1f\x7f-\x9f]", outcome.Error + outcome.Out);
    }

    [Fact]
    public async Task Orders_WithJson_PrintsOneDocument()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.ImportReceiving))
            .On("GET", "/api/v1/imports/imp_01", Replies.Json(200, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(
            "import", "orders", storehouse.File("o.csv", Csv), "--json")).Exited(0);

        Assert.Equal(Shapes.Import + "\n", outcome.Out);
    }

    [Fact]
    public async Task Items_FromGzip_AreUnpackedOnTheirWay()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(row => $"{{\"sku\":\"S{row}\"}}\n"));
        await using var server = await StandIn.StartAsync();
        server.On("POST", "/api/v1/imports/items", Replies.Json(202, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync(
            "import", "items", storehouse.File("items.ndjson.gz", Gzip(rows)), "--not-stocked", "POST,DOT",
            "--not-stocked", "M")).Exited(0);

        var call = server.OnlyCall();
        Assert.Equal("?not_stocked=POST%2CDOT%2CM", call.Query);
        Assert.Equal("application/x-ndjson", call.Header("Content-Type"));
        Assert.Null(call.Header("Content-Encoding"));
        Assert.Equal(rows, call.Body);
    }

    [Fact]
    public async Task Orders_ServerBusy_SendsTheWholeFileAgainUnderTheSameKey()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "POST", Orders, Replies.Problem(503, "unavailable", "Busy."), Replies.Json(202, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync("import", "orders", storehouse.File("orders.csv.gz", Gzip(Csv))))
            .Exited(0);

        Assert.Equal([Csv, Csv], server.Calls.Select(call => call.Body));
        Assert.Single(server.Calls.Select(call => call.Header("Idempotency-Key")).Distinct());
    }

    [Fact]
    public async Task Orders_NotSignedIn_IsToldBeforeTheFileIsSent()
    {
        await using var server = await StandIn.StartAsync();
        server.OnHeaders("POST", Orders, Replies.Problem(401, "unauthenticated", "A token is required."));
        using var storehouse = new StorehouseProcess(server.Address);
        var file = storehouse.File("orders.csv", new byte[20_000_000]);

        var outcome = (await storehouse.RunAsync("import", "orders", file)).Exited(3);

        Assert.Contains("A token is required. (unauthenticated)", outcome.Error);
        Assert.DoesNotContain("20.0 MB of 20.0 MB", outcome.Error);
    }

    [Fact]
    public async Task Orders_ImportFails_SaysWhyAndExitsWithFive()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.ImportFailed));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync("import", "orders", storehouse.File("o.csv", Csv)))
            .Exited(5);

        Assert.EndsWith("storehouse: The import failed: The file has no column quantity.\n", outcome.Error);
    }

    [Fact]
    public async Task Orders_Async_ComesBackWithoutFollowing()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.ImportRunning));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(
            "import", "orders", storehouse.File("o.csv", Csv), "--async")).Exited(0);

        server.OnlyCall();
        Assert.Contains("rows               12,000 of 21,466", outcome.Out);
    }

    [Fact]
    public async Task Orders_Interrupted_LeavesTheImportRunningAndSaysHowToLookAgain()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.ImportReceiving))
            .On("GET", "/api/v1/imports/imp_01", Replies.Json(200, Shapes.ImportRunning));
        using var storehouse = new StorehouseProcess(server.Address);
        using var running = storehouse.Start("import", "orders", storehouse.File("orders.csv", Csv));
        await server.WaitForCallsAsync(2);

        await running.InterruptAsync();
        var outcome = (await running.EndAsync()).Exited(130);

        Assert.Contains("The import goes on without this command", outcome.Error);
        Assert.Contains("storehouse import show imp_01 --follow", outcome.Error);
        Assert.DoesNotContain(server.Calls, call => call.Method is not ("POST" or "GET"));
    }

    [Fact]
    public async Task Orders_ServerLostWhileFollowing_SaysHowToLookAgainAndNotToSendAgain()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.ImportReceiving))
            .On("GET", "/api/v1/imports/imp_01", Replies.Problem(504, "unavailable", "No answer."));
        using var storehouse = new StorehouseProcess(server.Address);

        var outcome = (await storehouse.RunAsync(
            "import", "orders", storehouse.File("orders.csv", Csv), "--retries", "0")).Exited(6);

        Assert.Contains("storehouse import show imp_01 --follow", outcome.Error);
        Assert.DoesNotContain("--idempotency-key", outcome.Error);
    }

    [Fact]
    public async Task Show_Follow_FollowsToTheEnd()
    {
        await using var server = await StandIn.StartAsync();
        server.On(
            "GET", "/api/v1/imports/imp_01", Replies.Json(200, Shapes.ImportRunning),
            Replies.Json(200, Shapes.ImportFailed));
        using var storehouse = new StorehouseProcess(server.Address);

        (await storehouse.RunAsync("import", "show", "imp_01", "--follow")).Exited(5);

        Assert.Equal(2, server.Calls.Count);
    }

    [Fact]
    public async Task Orders_FromACutGzip_IsAFaultOfTheFile()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);
        var rows = Enumerable.Range(0, 100_000).Select(row => $"{row * 7919L % 1_000_003}\n");
        var packed = Gzip(string.Concat(rows));
        var file = storehouse.File("orders.csv.gz", packed.AsSpan(0, packed.Length / 2));

        var outcome = (await storehouse.RunAsync("import", "orders", file)).Exited(2);

        Assert.Contains("orders.csv.gz is not a whole gzip file", outcome.Error);
    }

    [Fact]
    public async Task Orders_FromAFileOfUnknownFormat_AsksForTheFormat()
    {
        await using var server = await StandIn.StartAsync();
        server.On("POST", Orders, Replies.Json(202, Shapes.Import));
        using var storehouse = new StorehouseProcess(server.Address);
        var file = storehouse.File("orders.txt", Csv);

        var refused = (await storehouse.RunAsync("import", "orders", file)).Exited(2);
        (await storehouse.RunAsync("import", "orders", file, "--format", "csv")).Exited(0);

        Assert.Contains("--format csv, or --format ndjson", refused.Error);
        Assert.Equal("text/csv", server.OnlyCall().Header("Content-Type"));
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
