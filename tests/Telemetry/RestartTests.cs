using System.Text;
using Storehouse.Journal;
using Storehouse.Journal.Sqlite;
using Storehouse.Tests.Telemetry.Receiving;
using Storehouse.Tests.Telemetry.Support;

namespace Storehouse.Tests.Telemetry;

/// <summary>A trace that outlives the process that began it.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private const string Sku = "A-1";
    private const string OrderId = "ord_01M86SSJNG8647XTBWSB5JDQM1";
    private const string StoredTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string StoredSpan = "00f067aa0ba902b7";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("storehouse-telemetry-");
    private OtlpReceiver _collector = null!;

    public async ValueTask InitializeAsync() => _collector = await OtlpReceiver.Start();

    public async ValueTask DisposeAsync()
    {
        await _collector.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Restart_BetweenPlacingAndWhatBecomesOfTheOrder_TheTraceGoesOn()
    {
        string held;
        await using (var first = await Start())
        {
            using var admin = await Shop.SignIn(first.BaseAddress, EmbeddedServer.Password);
            await admin.Stock(Sku);
            (_, held) = await admin.Order([Sku], more: null, ("hold", "PT1S"));
            await _collector.Trace(
                held,
                static spans => spans.Has("OrderHeld") && spans.Any(static span => span.Name == "POST /api/v1/orders"));
        }

        await PlaceAsAnEarlierVersionDid();
        await using var second = await Start();

        var expired = await _collector.Trace(
            held, static spans => spans.Has("OrderExpired") && spans.Has("StockReleased"));
        var placing = expired.Single(span => span.Name == "POST /api/v1/orders");
        Assert.NotEqual(placing.Service, expired.CommitOf("OrderExpired").Service);
        Assert.Equal(placing, expired.Above(expired.CommitOf("StockReleased")).Last());

        var decided = await _collector.Trace(StoredTrace, static spans => spans.Has("OrderConfirmed"));
        Assert.Equal(StoredSpan, Assert.Single(decided, static span => span.Name == "deliver stock").Parent);
        Assert.Contains(
            decided.Above(decided.CommitOf("OrderConfirmed")), static span => span.Name == "deliver stock");
    }

    private Task<Processes.ServerProcess> Start() => EmbeddedServer.Start(
        _folder.FullName,
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", _collector.Grpc),
        ("OTEL_TRACES_SAMPLER", "always_on"));

    /// <summary>An order that was accepted, and then the process died; with the fields there were at first.</summary>
    private async Task PlaceAsAnEarlierVersionDid()
    {
        await using var journal = SqliteJournal.Open(new SqliteJournalOptions
        {
            Folder = _folder.FullName,
            Topology = new JournalTopology(["stock", "orders"], 8),
        });
        const string Trace = $"00-{StoredTrace}-{StoredSpan}-01";
        var result = await journal.Commit(new JournalCommit
        {
            Stream = $"order/{OrderId}",
            ExpectedVersion = 0,
            At = DateTimeOffset.UtcNow,
            Events = Encoding.UTF8.GetBytes($$"""
                [{"type": "order.placed.v1", "user_id": "usr_1", "partial": false, "ship_when_confirmed": false,
                  "lines": [{"line": 1, "sku": "{{Sku}}", "quantity": 1, "stocked": true,
                             "unit_price": {"amount": 250, "currency": "GBP"} }],
                  "placed_at": "2026-01-02T03:04:05Z", "actor": "usr_1", "trace": "{{Trace}}"}]
                """),
            Messages =
            [
                new JournalMessage("stock", Sku, Encoding.UTF8.GetBytes($$"""
                    {"type": "stock.reserve.v1", "order_id": "{{OrderId}}", "partial": false,
                     "demands": [{"line": 1, "quantity": 1}], "trace": "{{Trace}}"}
                    """)),
            ],
        });
        Assert.Equal(CommitStatus.Committed, result.Status);
    }
}
