using System.Net.Http.Json;
using System.Text.Json;

namespace Storehouse.Tests.Views;

public sealed class OperationsTests(WholeServer server) : IClassFixture<WholeServer>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_AfterRealTraffic_ClosesWithTheGrains()
    {
        var skus = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => server.Stock(30)));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            var order = await server.Customer.Post("/orders", $$"""
                {"lines":[{"sku":"{{skus[number % 4]}}","quantity":2},
                          {"sku":"{{skus[(number + 1) % 4]}}","quantity":1}]}
                """);
            if (order.Status == 201 && number % 3 == 0)
            {
                var id = order.Json.GetProperty("id").GetString();
                await server.Admin.Post($"/orders/{id}/shipments", "{}");
                await server.Admin.Post($"/orders/{id}/returns", """{"reason":"broken"}""");
            }
        }));

        // Two at once share one run.
        var reports = await Task.WhenAll(server.Admin.Get("/verify"), server.Admin.Get("/verify"));
        Assert.Equal(reports[0].Text, reports[1].Text);
        var report = reports[0].Json;
        Assert.True(report.GetProperty("closed").GetBoolean(), reports[0].Text);
        Assert.Equal(0, report.GetProperty("in_flight").GetInt32());
        Assert.Empty(report.GetProperty("differences").EnumerateArray());
        Assert.Equal(40, report.GetProperty("orders").GetInt32());
        Assert.Equal(4, report.GetProperty("skus").GetInt32());
        var units = report.GetProperty("units");
        Assert.True(units.GetProperty("shipped").GetInt64() > 0);
        Assert.Equal(units.GetProperty("shipped").GetInt64(), units.GetProperty("returned").GetInt64());
        Assert.Equal(4 * 30, units.GetProperty("on_hand").GetInt64());
        Assert.True(report.GetProperty("position").GetInt64() > 0 && report.GetProperty("entries").GetInt64() > 0);
    }

    [Fact]
    public async Task Cluster_OneProcess_ItsSilo()
    {
        var silo = Assert.Single((await server.Admin.Get("/cluster")).Json.GetProperty("silos").EnumerateArray());
        Assert.Equal("active", silo.GetProperty("status").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+", silo.GetProperty("version").GetString());
        Assert.True(silo.GetProperty("activations").GetInt32() > 0);
        Assert.NotEmpty(silo.GetProperty("address").GetString()!);
    }

    [Theory]
    [InlineData("/verify")]
    [InlineData("/cluster")]
    public async Task Operations_NotAnAdministrator_Refused(string path)
    {
        var refused = await server.Customer.Get(path);
        Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Code));
        Assert.Equal(["x unknown_field"], (await server.Admin.Get(path + "?x=1")).Faults);
    }

    [Theory]
    [InlineData("/health/live", "")]
    [InlineData("/health/ready", "journal silo delivery read_models")]
    public async Task Health_Running_Ok(string path, string checks)
    {
        using var answer = await server.Anonymous.GetAsync(path, Cancellation);
        Assert.Equal(200, (int)answer.StatusCode);
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal("ok", report.GetProperty("status").GetString());
        Assert.Equal(checks, string.Join(' ', report.GetProperty("checks").EnumerateArray()
            .Select(check => check.GetProperty("name").GetString())));
        Assert.All(
            report.GetProperty("checks").EnumerateArray(),
            check => Assert.Equal("ok", check.GetProperty("status").GetString()));
    }
}
