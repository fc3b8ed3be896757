using System.Net.Http.Json;

namespace Storehouse.Tests.Contract;

/// <summary>What is shipped for callers works against the product as it is started.</summary>
public sealed class ServerTests(StartedServer server) : IClassFixture<StartedServer>
{
    private const string Sample = "samples/typescript";

    [Fact]
    public async Task Collection_FirstOrder_SignsInPlacesReadsAndCancels()
    {
        var output = await NodeTool.Succeed(
            "tests/Contract", "newman",
            [
                "run", Path.Combine("..", "..", MadeFiles.Collection), "--folder", "A first order",
                "--env-var", $"base_url={server.Address}", "--env-var", $"password={StartedServer.Password}",
                "--color", "off", "--disable-unicode", "--timeout", "60000",
            ]);
        foreach (var step in (string[])["login", "putItem", "receiveStock", "placeOrder", "getOrder", "cancelOrder"])
        {
            Assert.Contains($"{step} answers as described", output, StringComparison.Ordinal);
        }

        Assert.Contains("the order is cancelled", output, StringComparison.Ordinal);
        Assert.Contains("nothing is reserved any more", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sample_Compiled_PlacesAnOrderAndTellsWhatLacks()
    {
        await PutItem("SAMPLE-1", quantity: 5);
        await NodeTool.Succeed(Sample, "tsc", []);

        var output = await NodeTool.Succeed(
            Sample, "built/place-order.js", ["SAMPLE-1", "2"], Variables);
        var refused = await NodeTool.Run(Sample, "built/place-order.js", ["SAMPLE-1", "9"], Variables);

        Assert.Matches(@"^ord_\w+ confirmed\s+2 of SAMPLE-1, 2 reserved\s*$", output);
        Assert.Equal(1, refused.Code);
        Assert.Contains("SAMPLE-1: 9 requested, 3 available", refused.Output, StringComparison.Ordinal);
    }

    private string[] Variables =>
        [$"STOREHOUSE_URL={server.Address}", $"STOREHOUSE_PASSWORD={StartedServer.Password}"];

    private async Task PutItem(string sku, int quantity)
    {
        using var put = await server.Http.PutAsJsonAsync(
            $"/api/v1/items/{sku}", new { name = sku, unit_price = new { amount = 1, currency = "GBP" } },
            TestContext.Current.CancellationToken);
        put.EnsureSuccessStatusCode();
        using var receipt = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/inventory/{sku}/receipts")
        {
            Headers = { { "Idempotency-Key", Guid.NewGuid().ToString("N") } },
            Content = JsonContent.Create(new { quantity, reason = "delivery" }),
        };
        using var received = await server.Http.SendAsync(receipt, TestContext.Current.CancellationToken);
        received.EnsureSuccessStatusCode();
    }
}
