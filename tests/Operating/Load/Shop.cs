using System.Globalization;
using Storehouse.Tests.Processes;
using Storehouse.Tests.Servers.Clusters;

namespace Storehouse.Tests.Operating.Load;

/// <summary>Stock to sell, and a look at the books afterwards.</summary>
public static class Shop
{
    private static readonly TimeSpan ClosedWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private const string Item = """{"name":"Thing","unit_price":{"amount":250,"currency":"GBP"}}""";

    public static Task<Client> SignIn(Uri server) =>
        Client.SignIn(server, LocalCluster.Admin, LocalCluster.Password);

    public static string Sku(int number) => string.Create(CultureInfo.InvariantCulture, $"SKU-{number:D5}");

    /// <summary>SKUs from 1 on, each with plenty in stock.</summary>
    public static Task Stock(Client client, int skus) => Parallel.ForAsync(
        1, skus + 1, new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (number, _) =>
        {
            var made = await client.Put($"/items/{Sku(number)}", Item);
            Assert.True(made.Status == 201, made.Text);
            var received = await client.Post(
                $"/inventory/{Sku(number)}/receipts", """{"quantity":1000000,"reason":"delivery"}""");
            Assert.True(received.Status == 201, received.Text);
        });

    public static Task<Answer> Order(Client client, int sku) => client.Post(
        "/orders", $$"""{"lines":[{"sku":"{{Sku(sku)}}","quantity":1}]}""");

    /// <summary>Waits until nothing is under way any more, and checks that the books close.</summary>
    /// <returns>How many orders are on the books.</returns>
    public static async Task<int> Verify(Client client)
    {
        using var bound = new CancellationTokenSource(ClosedWithin);
        while (true)
        {
            var answer = await client.Get("/verify");
            Assert.True(answer.Status == 200, answer.Text);
            if (answer.Json.GetProperty("in_flight").GetInt32() == 0 || bound.IsCancellationRequested)
            {
                Assert.True(answer.Json.GetProperty("closed").GetBoolean(), answer.Text);
                return answer.Json.GetProperty("orders").GetInt32();
            }

            await Pause.For(Look);
        }
    }
}
