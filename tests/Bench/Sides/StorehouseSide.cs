using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Storehouse.Tests.Bench.Load;
using Storehouse.Tests.Processes;

namespace Storehouse.Tests.Bench.Sides;

/// <summary>The product, however many processes it is.</summary>
public abstract class StorehouseSide(string name, IReadOnlyList<Uri> addresses, DirectoryInfo folder)
    : Side(name, addresses, folder)
{
    protected const string Admin = "admin";
    private const int Customers = 8;
    private static readonly TimeSpan ImportWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private bool _customersExist;

    /// <summary>Puts items on its shelves, as its administrator.</summary>
    protected async Task Stock(int skus, CancellationToken cancellation)
    {
        await AwaitAdmin(cancellation);
        await LogInAsAdmin(cancellation);
        await ImportItems(skus, cancellation);
    }

    public override async Task<IReadOnlyList<string>> SignIn(CancellationToken cancellation)
    {
        var tokens = new List<string>();
        for (var customer = 0; customer < Customers; customer++)
        {
            var username = $"customer{customer}";
            if (!_customersExist)
            {
                using var answer = await Client.PostAsJsonAsync(
                    "/api/v1/users", new { username, password = Password }, cancellation);
                await Expect(answer, cancellation);
            }

            tokens.Add(await LogIn(username, cancellation));
        }

        _customersExist = true;
        return tokens;
    }

    public override async Task<IReadOnlyList<string>> CheckBooks(Tally told, CancellationToken cancellation)
    {
        await LogInAsAdmin(cancellation);
        var faults = new List<string>();
        using var verify = await Settled(cancellation);
        var books = verify.RootElement;
        if (!books.GetProperty("closed").GetBoolean())
        {
            faults.Add($"the books do not close: {books.GetProperty("differences")}");
        }

        var placed = told.OrderIds.Count + told.Statuses.GetValueOrDefault(409);
        if (books.GetProperty("orders").GetInt64() != placed)
        {
            faults.Add($"{placed} orders were answered, {books.GetProperty("orders")} are there");
        }

        var ids = told.OrderIds.ToHashSet();
        if (ids.Count != told.OrderIds.Count)
        {
            faults.Add($"{told.OrderIds.Count - ids.Count} answers repeat another order's id");
        }

        await CompareBalances(told, faults, cancellation);
        return faults;
    }

    private async Task CompareBalances(Tally told, List<string> faults, CancellationToken cancellation)
    {
        var wrong = 0;
        await Parallel.ForAsync(0, told.UnitsTaken.Length, cancellation, async (sku, cancel) =>
        {
            using var answer = await Client.GetAsync(
                new Uri($"/api/v1/inventory/{BenchSku.Name(sku)}", UriKind.Relative), cancel);
            using var inventory = JsonDocument.Parse(await Expect(answer, cancel));
            var totals = inventory.RootElement.GetProperty("totals");
            var onHand = sku == BenchSku.Hot ? HotUnits : Units;
            if (totals.GetProperty("on_hand").GetInt64() != onHand
                || totals.GetProperty("reserved").GetInt64() != told.UnitsTaken[sku]
                || totals.GetProperty("available").GetInt64() != onHand - told.UnitsTaken[sku])
            {
                Interlocked.Increment(ref wrong);
            }
        });
        if (wrong > 0)
        {
            faults.Add($"balances of {wrong} SKUs are not what clients were told");
        }
    }

    /// <summary>The books once nothing is under way any more.</summary>
    private async Task<JsonDocument> Settled(CancellationToken cancellation)
    {
        var deadline = DateTime.UtcNow + SettleWithin;
        while (true)
        {
            using var answer = await Client.GetAsync(
                new Uri("/api/v1/verify", UriKind.Relative), cancellation);
            var verify = JsonDocument.Parse(await Expect(answer, cancellation));
            if (verify.RootElement.GetProperty("in_flight").GetInt64() == 0 || DateTime.UtcNow > deadline)
            {
                return verify;
            }

            verify.Dispose();
            await Pause.For(PollInterval, cancellation);
        }
    }

    // On a first start the administrator may appear a moment after the server is ready.
    private async Task AwaitAdmin(CancellationToken cancellation)
    {
        var deadline = DateTime.UtcNow + SettleWithin;
        while (true)
        {
            using var answer = await Client.PostAsJsonAsync(
                "/api/v1/login", new { username = Admin, password = Password }, cancellation);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || DateTime.UtcNow > deadline)
            {
                return;
            }

            await Pause.For(PollInterval, cancellation);
        }
    }

    private async Task LogInAsAdmin(CancellationToken cancellation) =>
        Client.DefaultRequestHeaders.Authorization = new("Bearer", await LogIn(Admin, cancellation));

    private async Task ImportItems(int skus, CancellationToken cancellation)
    {
        var csv = new StringBuilder("sku,description,usual_unit_price,least_opening_stock\n");
        for (var sku = 0; sku < skus; sku++)
        {
            var price = 100 + (sku % 900);
            var units = sku == BenchSku.Hot ? HotUnits : Units;
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{BenchSku.Name(sku)},Item {sku},{price / 100}.{price % 100:D2},{units}\n");
        }

        using var content = new StringContent(
            csv.ToString(), Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports/items?currency=GBP");
        request.Content = content;
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
        using var accepted = await Client.SendAsync(request, cancellation);
        using var import = JsonDocument.Parse(await Expect(accepted, cancellation));
        await Imported(import.RootElement.GetProperty("id").GetString()!, skus, cancellation);
    }

    private async Task Imported(string id, int skus, CancellationToken cancellation)
    {
        var deadline = DateTime.UtcNow + ImportWithin;
        while (true)
        {
            using var answer = await Client.GetAsync(
                new Uri($"/api/v1/imports/{id}", UriKind.Relative), cancellation);
            var body = await Expect(answer, cancellation);
            using var import = JsonDocument.Parse(body);
            var status = import.RootElement.GetProperty("status").GetString();
            if (status == "completed" && import.RootElement.GetProperty("accepted").GetInt32() == skus)
            {
                return;
            }

            if (status is "completed" or "failed" || DateTime.UtcNow > deadline)
            {
                throw new InvalidOperationException($"Items were not imported: {body}");
            }

            await Pause.For(PollInterval, cancellation);
        }
    }

    private static async Task<string> Expect(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var body = await answer.Content.ReadAsStringAsync(cancellation);
        return answer.IsSuccessStatusCode
            ? body
            : throw new InvalidOperationException(
                $"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {body}");
    }
}
