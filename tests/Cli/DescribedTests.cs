using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Storehouse.Cli.Client;
using Storehouse.Tests.Described;

namespace Storehouse.Tests.Cli;

/// <summary>What the client sends, and what it reads, is what the description of the API says.</summary>
public sealed class DescribedTests
{
    private static readonly PageRequest Page = new(50, "c_1");

    private static readonly ApiDescription Description =
        ApiDescription.Parse(File.ReadAllText(Path.Combine(ApiDescription.Folder, "v1.json")));

    private static readonly Dictionary<string, Func<StorehouseClient, Task>> OfTrade = new()
    {
        [nameof(StorehouseClient.LoginAsync)] =
            c => c.LoginAsync(new("anna", "correct horse", "123456", "abcde-fghij")),
        [nameof(StorehouseClient.GetMeAsync)] = c => c.GetMeAsync(),
        [nameof(StorehouseClient.CreateUserAsync)] =
            c => c.CreateUserAsync(new("anna", "correct horse", "anna@example.org", "Anna")),
        [nameof(StorehouseClient.GetItemAsync)] = c => c.GetItemAsync("MUG-1"),
        [nameof(StorehouseClient.PutItemAsync)] = c => c.PutItemAsync("MUG-1", new()
        {
            Name = "Mug",
            UnitPrice = new(1295, "GBP"),
            Description = "Blue.",
            Attributes = new Dictionary<string, string> { ["colour"] = "blue" },
            LowStockThreshold = 5,
            Backorder = "deny",
            Stocked = true,
        }),
        [nameof(StorehouseClient.ListItemsAsync)] = c => c.ListItemsAsync("mug", true, Page),
        [nameof(StorehouseClient.GetInventoryAsync)] = c => c.GetInventoryAsync("MUG-1"),
        [nameof(StorehouseClient.ReceiveAsync)] = c => c.ReceiveAsync("MUG-1", new()
        {
            Quantity = 3,
            Location = "main",
            Stage = "received",
            Reason = "delivery",
            Reference = "PO-1",
            ExpectedOnHand = 0,
        }),
        [nameof(StorehouseClient.AdjustAsync)] = c => c.AdjustAsync("MUG-1", new(-1, "main", "broken", "R-1", 3)),
        [nameof(StorehouseClient.TransferAsync)] =
            c => c.TransferAsync("MUG-1", new(1, "main", "shop", "asked for", "R-2", 2)),
        [nameof(StorehouseClient.CountAsync)] = c => c.CountAsync("MUG-1", new(2, "main", "yearly", "R-3", 2)),
        [nameof(StorehouseClient.GetLedgerAsync)] =
            c => c.GetLedgerAsync("MUG-1", DateTimeOffset.UnixEpoch, Page),
        [nameof(StorehouseClient.PlaceOrderAsync)] = c => c.PlaceOrderAsync(
            new() { Lines = [new("MUG-1", 1, "main")], Hold = "PT30M", Partial = true, Reference = "A-1" },
            new Waiting(false, 2)),
        [nameof(StorehouseClient.GetOrderAsync)] = c => c.GetOrderAsync("ord_1"),
        [nameof(StorehouseClient.ListOrdersAsync)] = c => c.ListOrdersAsync(
            new()
            {
                Status = "confirmed",
                Sku = "MUG-1",
                From = DateTimeOffset.UnixEpoch,
                To = DateTimeOffset.UnixEpoch,
                UserId = "usr_1",
                Sort = "-placed_at",
            },
            Page),
        [nameof(StorehouseClient.ConfirmOrderAsync)] = c => c.ConfirmOrderAsync("ord_1"),
        [nameof(StorehouseClient.CancelOrderAsync)] = c => c.CancelOrderAsync("ord_1", new("changed my mind")),
        [nameof(StorehouseClient.ShipOrderAsync)] = c => c.ShipOrderAsync("ord_1", new([new(1, 1)], "Post", "T-1")),
        [nameof(StorehouseClient.ReturnOrderAsync)] =
            c => c.ReturnOrderAsync("ord_1", new([new(1, 1)], "main", "broken")),
        [nameof(StorehouseClient.ListEventsAsync)] =
            c => c.ListEventsAsync(new("order.*", "ord_1"), "start", 10),
        [nameof(StorehouseClient.ImportAsync)] = c => c.ImportAsync(
            "orders",
            new() { Source = "shop", Currency = "GBP", TimeZone = "Europe/London", Location = "main" },
            () => new StringContent("a,b", Encoding.UTF8, "text/csv")),
        [nameof(StorehouseClient.GetImportAsync)] = c => c.GetImportAsync("imp_1"),
        [nameof(StorehouseClient.ListRejectionsAsync)] = c => c.ListRejectionsAsync("imp_1", Page),
        [nameof(StorehouseClient.VerifyAsync)] = c => c.VerifyAsync(),
    };

    private static readonly Dictionary<string, Func<StorehouseClient, Task>> OfPrograms = new()
    {
        [nameof(StorehouseClient.ListClientsAsync)] = c => c.ListClientsAsync(Page),
        [nameof(StorehouseClient.GetClientAsync)] = c => c.GetClientAsync("cli_1"),
        [nameof(StorehouseClient.CreateClientAsync)] = c => c.CreateClientAsync(new()
        {
            Name = "Shop",
            Type = "confidential",
            Grants = ["authorization_code"],
            RedirectUris = ["https://shop.example/in"],
            PostLogoutRedirectUris = ["https://shop.example/out"],
            Scopes = ["orders.read"],
            Trusted = true,
        }),
        [nameof(StorehouseClient.ChangeClientAsync)] = c => c.ChangeClientAsync("cli_1", new()
        {
            Name = "Shop",
            Grants = ["authorization_code"],
            RedirectUris = ["https://shop.example/in"],
            PostLogoutRedirectUris = ["https://shop.example/out"],
            Scopes = ["orders.read"],
            Trusted = false,
        }),
        [nameof(StorehouseClient.RenewClientSecretAsync)] = c => c.RenewClientSecretAsync("cli_1", new("PT1H")),
        [nameof(StorehouseClient.DeleteClientAsync)] = c => c.DeleteClientAsync("cli_1"),
        [nameof(StorehouseClient.AddWebhookAsync)] = c => c.AddWebhookAsync(new()
        {
            Url = "https://example.org/hook",
            Types = ["order.*"],
            Description = "Ours",
            After = "start",
        }),
        [nameof(StorehouseClient.ListWebhooksAsync)] = c => c.ListWebhooksAsync(Page),
        [nameof(StorehouseClient.ListDeliveriesAsync)] = c => c.ListDeliveriesAsync("whk_1", Page),
        [nameof(StorehouseClient.ChangeWebhookAsync)] = c => c.ChangeWebhookAsync("whk_1", new("enabled")),
        [nameof(StorehouseClient.RotateWebhookSecretAsync)] = c => c.RotateWebhookSecretAsync("whk_1"),
        [nameof(StorehouseClient.ReplayWebhookAsync)] = c => c.ReplayWebhookAsync("whk_1", new("start")),
    };

    private static Func<StorehouseClient, Task> CallOf(string name) =>
        OfTrade.GetValueOrDefault(name) ?? OfPrograms[name];

    public static IEnumerable<MethodInfo> Methods => typeof(StorehouseClient)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.ReturnType is { IsGenericType: true } task
            && task.GetGenericTypeDefinition() == typeof(Task<>)
            && task.GenericTypeArguments[0].GetGenericTypeDefinition() == typeof(Answer<>));

    public static TheoryData<string> Names => [.. Methods.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Call_Any_SendsAndReadsWhatIsDescribed(string name) => Check(name, CallOf(name));

    [Fact]
    public Task Import_OfItems_SendsWhatIsDescribed() => Check(
        nameof(StorehouseClient.ImportAsync),
        client => client.ImportAsync(
            "items", new() { Currency = "GBP", NotStocked = "POST", Location = "main" },
            () => new StringContent("a,b", Encoding.UTF8, "text/csv")));

    private static async Task Check(string name, Func<StorehouseClient, Task> make)
    {
        var call = await Sent(make);
        var path = Description.Find(call.Path, call.Method);
        var operation = path?.Operation(call.Method);
        Assert.True(operation is not null, $"{call.Method} {call.Path} is not described.");

        var answers = operation.Value.GetProperty("responses").EnumerateObject()
            .Where(response => response.Name.StartsWith('2')).ToList();
        var status = int.Parse(answers[0].Name, CultureInfo.InvariantCulture);
        var faults = RequestFaults(call, status).Concat(MissingHeaders(call, operation.Value)).ToList();
        var answered = Methods.Single(method => method.Name == name).ReturnType.GenericTypeArguments[0];
        var read = answered.GenericTypeArguments[0];
        foreach (var answer in answers)
        {
            // Of a registration by mail the client reads the address alone, which a user has as well.
            if ((name, answer.Name) is not (nameof(StorehouseClient.CreateUserAsync), "202")
                && Description.Resolve(answer.Value).TryGetProperty("content", out var content)
                && content.TryGetProperty("application/json", out var media))
            {
                new DescribedReading(Description, faults).Check(read, media.GetProperty("schema"), answer.Name);
            }
        }

        Assert.True(faults.Count == 0, string.Join("; ", faults));
    }

    private static IEnumerable<string> RequestFaults(Call call, int status)
    {
        var body = call.Body.Length == 0 ? null : Encoding.UTF8.GetBytes(call.Body);
        var uri = new Uri(new Uri("http://localhost"), call.Path + call.Query);
        var exchange = new Exchange(
            call.Method, uri, call.Header("Content-Type")?.Split(';')[0], body, status, _ => null, null, null);
        return exchange.Faults(Description).Where(fault => fault.Contains(": took ", StringComparison.Ordinal));
    }

    private static IEnumerable<string> MissingHeaders(Call call, JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Select(Description.Resolve)
                .Where(parameter => parameter.GetProperty("in").GetString() == "header"
                    && parameter.TryGetProperty("required", out var required) && required.GetBoolean())
                .Select(parameter => parameter.GetProperty("name").GetString()!)
                .Where(header => call.Header(header) is null)
                .Select(header => $"{header} is not sent")
            : [];

    private static async Task<Call> Sent(Func<StorehouseClient, Task> make)
    {
        await using var server = await StandIn.StartAsync();
        using var client = new StorehouseClient(
            new Uri(server.Address), "token-1",
            new StorehouseClientOptions { Retry = new RetryPolicy { Retries = 0 } });
        // The stand-in knows no route: what matters is what it was asked.
        await Assert.ThrowsAsync<StorehouseException>(() => make(client));
        return Assert.Single(server.Calls);
    }
}
